//! Attributes staged before they are sent: options may come in any order, defaults and cross-checks come after them.

use crate::netlink::{Attrs, Request};

/// Attributes in the order in which they will be sent.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    attrs: Vec<(u16, Vec<u8>)>,
    given: Vec<&'static str>,
}

impl Draft {
    /// What a device has now, to start from when it is changed.
    pub fn from_attrs(attrs: Attrs) -> Draft {
        Draft {
            attrs: attrs
                .iter()
                .map(|attr| (attr.kind, attr.bytes.to_vec()))
                .collect(),
            given: Vec::new(),
        }
    }

    /// Notes that an option was given; `false` if it was before.
    pub fn note(&mut self, option: &'static str) -> bool {
        let first = !self.noted(option);
        if first {
            self.given.push(option);
        }
        first
    }

    /// Whether an option was given, as far as it is noted.
    pub fn noted(&self, option: &str) -> bool {
        self.given.contains(&option)
    }

    /// Adds an attribute, beside an earlier one of the same type.
    pub fn push(&mut self, kind: u16, payload: &[u8]) {
        self.attrs.push((kind, payload.to_vec()));
    }

    /// Sets an attribute, in place of an earlier one.
    pub fn set(&mut self, kind: u16, payload: &[u8]) {
        match self.attrs.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, bytes)) => *bytes = payload.to_vec(),
            None => self.push(kind, payload),
        }
    }

    /// Takes an attribute away.
    pub fn remove(&mut self, kind: u16) {
        self.attrs.retain(|(known, _)| *known != kind);
    }

    /// Keeps the attributes of these types and puts them in this order.
    pub fn arrange(&mut self, order: &[u16]) {
        self.attrs.retain(|(kind, _)| order.contains(kind));
        self.attrs
            .sort_by_key(|(kind, _)| order.iter().position(|known| known == kind));
    }

    /// Puts the attributes of this type behind all others.
    pub fn move_last(&mut self, kind: u16) {
        self.attrs.sort_by_key(|(known, _)| *known == kind);
    }

    /// The last attribute of this type.
    pub fn get(&self, kind: u16) -> Option<&[u8]> {
        self.attrs
            .iter()
            .rev()
            .find(|(known, _)| *known == kind)
            .map(|(_, bytes)| bytes.as_slice())
    }

    /// Whether there is an attribute of this type.
    pub fn has(&self, kind: u16) -> bool {
        self.get(kind).is_some()
    }

    /// Whether nothing was staged.
    pub fn is_empty(&self) -> bool {
        self.attrs.is_empty()
    }

    /// All attributes.
    pub fn attrs(&self) -> impl Iterator<Item = (u16, &[u8])> {
        self.attrs
            .iter()
            .map(|(kind, bytes)| (*kind, bytes.as_slice()))
    }

    /// Writes all attributes into a request.
    pub fn emit(&self, request: &mut Request) {
        for (kind, bytes) in &self.attrs {
            request.put(*kind, bytes);
        }
    }
}
