//! What `waxseal-milter` is made of. It is a library only so that its rooms can be tested from outside.
//!
//! A message comes in by [`session`], which speaks the milter protocol; [`server`] has it judged by [`gateway`], which asks the [`rules`],
//! finds passwords in the [`store`], seals with the library `waxseal`, and hands further mails to the MTA by [`inject`].

pub mod admin;
pub mod config;
pub mod gateway;
mod http;
pub mod inject;
pub mod letter;
pub mod log;
pub mod metrics;
pub mod rules;
pub mod server;
pub mod session;
pub mod store;
pub mod tell;
pub mod trouble;
