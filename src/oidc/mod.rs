//! The specifications' own words, and lenient readers that keep everything a provider said.

pub mod names;
