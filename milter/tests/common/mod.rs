//! What several tests of the gateway need.

// No test needs all of it.
#![allow(dead_code)]

pub mod postgres;
