//! Staged attributes: options may come in any order; defaults and cross-checks follow.

use crate::netlink::{Attrs, Request};

/// Attributes in sending order.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    attrs: Vec<(u16, Vec<u8>)>,
    given: Vec<&'static str>,
}

impl Draft {
    /// The current attributes of a device, as the start of a change.
    pub fn from_attrs(attrs: Attrs) -> Draft {
        Draft {
            attrs: attrs
                .iter()
                .map(|attr| (attr.kind, attr.bytes.to_vec()))
                .collect(),
            given: Vec::new(),
        }
    }

    /// Records that an option was given; `false` if it was given before.
    pub fn note(&mut self, option: &'static str) -> bool {
        let first = !self.noted(option);
        if first {
            self.given.push(option);
        }
        first
    }

    /// Whether an option was recorded.
    pub fn noted(&self, option: &str) -> bool {
        self.given.contains(&option)
    }

    /// Appends an attribute, even if one of the same type is staged.
    pub fn push(&mut self, kind: u16, payload: &[u8]) {
        self.attrs.push((kind, payload.to_vec()));
    }

    /// Sets an attribute, replacing one of the same type.
    pub fn set(&mut self, kind: u16, payload: &[u8]) {
        match self.attrs.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, bytes)) => *bytes = payload.to_vec(),
            None => self.push(kind, payload),
        }
    }

    /// Removes an attribute.
    pub fn remove(&mut self, kind: u16) {
        self.attrs.retain(|(known, _)| *known != kind);
    }

    /// Keeps the attributes of these types and puts them in this order.
    pub fn arrange(&mut self, order: &[u16]) {
        self.attrs.retain(|(kind, _)| order.contains(kind));
        self.attrs
            .sort_by_key(|(kind, _)| order.iter().position(|known| known == kind));
    }

    /// Moves the attributes of this type behind all others.
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

    /// Whether an attribute of this type is staged.
    pub fn has(&self, kind: u16) -> bool {
        self.get(kind).is_some()
    }

    /// Whether nothing is staged.
    pub fn is_empty(&self) -> bool {
        self.attrs.is_empty()
    }

    /// All attributes.
    pub fn attrs(&self) -> impl Iterator<Item = (u16, &[u8])> {
        self.attrs
            .iter()
            .map(|(kind, bytes)| (*kind, bytes.as_slice()))
    }

    /// Appends all attributes to a request.
    pub fn emit(&self, request: &mut Request) {
        for (kind, bytes) in &self.attrs {
            request.put(*kind, bytes);
        }
    }
}
