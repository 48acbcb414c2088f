//! Types of values: how each is read from arguments and shown.

pub mod duration;
pub mod ethertype;
pub mod family;
pub mod ila;
pub mod inet;
pub mod ip_protocol;
pub mod lladdr;
pub mod milliseconds;
pub mod number;
pub mod route_type;
pub mod size;
pub mod switch;
