//! What the walk of a packet found.

use super::device::DeviceId;
use std::collections::BTreeSet;

/// What stops a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Obstacle {
    /// A word for programs.
    pub reason: &'static str,
    pub space: usize,
    pub device: Option<String>,
    pub text: String,
    /// What removes it.
    pub command: Option<String>,
}

/// Why a walk ended before its goal.
#[derive(Debug, Clone)]
pub(super) enum Stop {
    Blocked(Box<Obstacle>),
    /// What cannot be told.
    Unclear(String),
}

/// A namespace on the way, and how the packet leaves it.
#[derive(Debug, Clone, Default)]
pub(super) struct Hop {
    pub space: usize,
    pub input: Option<String>,
    pub rule: Option<u32>,
    pub table: Option<String>,
    pub route: Option<String>,
    pub metric: u32,
    pub source: Option<String>,
    /// Whether it is the goal.
    pub is_local: bool,
    pub output: Option<String>,
    pub mtu: Option<u32>,
    /// The gateway, else the goal.
    pub next: Option<String>,
    pub has_gateway: bool,
    pub lladdr: Option<String>,
    /// Whether the neighbour is an entry that is never asked again.
    pub is_permanent: bool,
    /// The devices that the frame passes, as `NAMESPACE:DEVICE`.
    pub through: Vec<String>,
}

/// A size in bytes that passes, and where that is so.
#[derive(Debug, Clone)]
pub(super) struct Limit {
    pub size: u32,
    pub place: String,
    /// A device that routes refuses with a message, a device in between drops.
    pub is_silent: bool,
}

/// One way.
#[derive(Debug, Clone, Default)]
pub(super) struct Leg {
    pub hops: Vec<Hop>,
    /// The namespace and the device where it arrived.
    pub arrival: Option<(usize, Option<DeviceId>)>,
    pub stop: Option<Stop>,
    pub limits: Vec<Limit>,
    /// What led the packet to where it is, if that is wrong.
    pub suspect: Option<Stop>,
    pub doubts: BTreeSet<String>,
}

impl Leg {
    /// The first obstacle.
    pub fn obstacle(&self) -> Option<&Obstacle> {
        match &self.stop {
            Some(Stop::Blocked(obstacle)) => Some(obstacle),
            Some(Stop::Unclear(_)) | None => None,
        }
    }

    /// What cannot be told.
    pub fn unclear(&self) -> Option<&str> {
        match &self.stop {
            Some(Stop::Unclear(why)) => Some(why),
            Some(Stop::Blocked(_)) | None => None,
        }
    }

    /// The size of the first device, and the smallest limit behind it.
    pub fn smallest(&self) -> Option<(u32, &Limit)> {
        let first = self.limits.first()?.size;
        let least = self.limits.iter().min_by_key(|limit| limit.size)?;
        Some((first, least))
    }
}
