//! Base64 (RFC 4648) for what can be large: with vector instructions where the processor has them.

#[cfg(any(
    target_arch = "x86_64",
    all(target_arch = "aarch64", target_feature = "neon")
))]
mod engines {
    use base64::engine::Simd;
    use base64::engine::general_purpose::NO_PAD;
    #[cfg(feature = "pdf")]
    use base64::engine::general_purpose::PAD;
    use std::sync::LazyLock;

    /// §4.
    #[cfg(feature = "pdf")]
    pub(crate) static STANDARD: LazyLock<Simd> = LazyLock::new(|| Simd::standard(PAD));
    /// The same without padding.
    pub(crate) static STANDARD_NO_PAD: LazyLock<Simd> = LazyLock::new(|| Simd::standard(NO_PAD));
    /// §5, without padding.
    pub(crate) static URL_SAFE_NO_PAD: LazyLock<Simd> = LazyLock::new(|| Simd::url_safe(NO_PAD));
}

#[cfg(not(any(
    target_arch = "x86_64",
    all(target_arch = "aarch64", target_feature = "neon")
)))]
mod engines {
    #[cfg(feature = "pdf")]
    pub(crate) use base64::engine::general_purpose::STANDARD;
    pub(crate) use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
}

#[cfg(feature = "pdf")]
pub(crate) use engines::STANDARD;
pub(crate) use engines::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
