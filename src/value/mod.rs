//! Kinds of datum: how each is written on a command line beside how it is shown.

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
