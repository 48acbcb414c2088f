//! The file: everything is created before what depends on it, each line in its namespace.

use super::device::Device;
use super::line::ExportLine;
use super::namespace::{ByIndex, Namespace, Namespaces};
use super::quote::quote;
use super::route::Rank;
use crate::args::encode;
use crate::error::Result;
use crate::session::Session;
use crate::value::inet::Inet;
use std::collections::BTreeMap;

/// Writes the file to the session's output. Returns the number of comments in it.
///
/// # Errors
/// Output that cannot be written; a namespace that cannot be entered again.
pub(super) fn write(session: &mut Session, namespaces: &Namespaces) -> Result<usize> {
    let mut positions = ByIndex::new();
    for (space, namespace) in namespaces.all.iter().enumerate() {
        for (at, device) in namespace.devices.iter().enumerate() {
            positions.insert((space, device.index), at);
        }
    }
    let undecided = |namespace: &Namespace| vec![None; namespace.devices.len()];
    let mut script = Script {
        session,
        namespaces: &namespaces.all,
        positions,
        comments: 0,
        fates: namespaces.all.iter().map(undecided).collect(),
        order: Vec::new(),
        missing_namespaces: Vec::new(),
        missing_hops: ByIndex::new(),
        unreached: Vec::new(),
        reach: BTreeMap::new(),
    };
    script.text("# Written by ip export; ip -batch FILE creates it again.\n");
    script.add_namespaces();
    script.create_links();
    script.set_up_devices();
    script.write_routes(namespaces)?;
    Ok(script.comments)
}

/// Position of a device: of its namespace, and in it.
pub(super) type Position = (usize, usize);

/// The state of the file while it is written.
pub(super) struct Script<'s> {
    session: &'s mut Session,
    namespaces: &'s [Namespace],
    /// Positions of devices by namespace and index.
    positions: ByIndex,
    comments: usize,
    /// For each device that the file has dealt with: whether it exists then.
    fates: Vec<Vec<Option<bool>>>,
    /// The same devices in the order of the file.
    order: Vec<Position>,
    /// Namespaces that are only comments.
    missing_namespaces: Vec<usize>,
    /// Next hops that are only comments: namespace, id.
    missing_hops: ByIndex,
    /// Prefixes that only comments make reachable: namespace, prefix, length.
    unreached: Vec<(usize, Inet, u8)>,
    /// Results of [`Script::is_out_of_reach`] by namespace and gateway, for the current `unreached`.
    reach: BTreeMap<(usize, Vec<u8>), bool>,
}

impl<'s> Script<'s> {
    pub(super) fn device(&self, position: Position) -> Option<&'s Device> {
        self.namespaces.get(position.0)?.devices.get(position.1)
    }

    pub(super) fn positions(&self) -> Vec<Position> {
        let namespaces = self.namespaces.iter().enumerate();
        namespaces
            .flat_map(|(space, at)| (0..at.devices.len()).map(move |device| (space, device)))
            .collect()
    }

    pub(super) fn find(&self, space: usize, index: u32) -> Option<Position> {
        let at = self.positions.get(&(space, index))?;
        Some((space, *at))
    }

    /// The other end of a device, or the device below it.
    pub(super) fn lower(&self, position: Position) -> Option<Position> {
        let device = self.device(position)?;
        let space = match device.lower_id {
            None => position.0,
            Some(id) => {
                let ids = &self.namespaces.get(position.0)?.ids;
                ids.iter().find(|(known, _)| *known == id)?.1
            }
        };
        self.find(space, device.lower?)
    }

    pub(super) fn name(&self, space: usize) -> Option<&'s str> {
        self.namespaces.get(space)?.name.as_deref()
    }

    pub(super) fn is_missing_namespace(&self, space: usize) -> bool {
        self.missing_namespaces.contains(&space)
    }

    /// Whether the file has dealt with a device, and whether it exists then.
    pub(super) fn fate(&self, position: Position) -> Option<bool> {
        *self.fates.get(position.0)?.get(position.1)?
    }

    pub(super) fn decide(&mut self, position: Position, exists: bool) {
        self.order.push(position);
        let fates = self.fates.get_mut(position.0);
        if let Some(fate) = fates.and_then(|space| space.get_mut(position.1)) {
            *fate = Some(exists);
        }
    }

    fn add_namespaces(&mut self) {
        for (space, namespace) in self.namespaces.iter().enumerate() {
            if let Some(name) = namespace.name.as_deref() {
                let line = ExportLine::new(0, &["netns", "add", name]);
                if !self.write(None, &line, None) {
                    self.missing_namespaces.push(space);
                }
            }
        }
    }

    /// Settings of devices, ports, addresses and neighbours.
    fn set_up_devices(&mut self) {
        let mut ordered = self.order.clone();
        let undecided = self.positions().into_iter();
        ordered.extend(undecided.filter(|position| self.fate(*position).is_none()));
        for position in &ordered {
            if let Some(device) = self.device(*position) {
                self.device_lines(position.0, &device.later);
            }
        }
        for position in &ordered {
            self.attach(*position);
        }
        self.lines_of_all(|namespace| &namespace.addresses[0]);
        for position in &ordered {
            if let Some(device) = self.device(*position).filter(|device| device.up) {
                let words = ["link", "set", "dev", &device.name, "up"];
                self.device_line(position.0, &ExportLine::new(device.index, &words));
            }
        }
        self.lines_of_all(|namespace| &namespace.addresses[1]);
        self.lines_of_all(|namespace| &namespace.neighbours);
    }

    /// Makes a device a port of its master.
    fn attach(&mut self, position: Position) {
        let Some(device) = self.device(position) else {
            return;
        };
        let master = device.master.and_then(|index| self.find(position.0, index));
        let master = master.and_then(|position| self.device(position));
        if let Some(master) = master.filter(|master| !master.names_its_ports()) {
            let words = ["link", "set", "dev", &device.name, "master", &master.name];
            let mut line = ExportLine::new(device.index, &words);
            line.others.push(master.index);
            self.device_line(position.0, &line);
        }
        self.device_lines(position.0, &device.as_port);
    }

    /// Routes, next hops and what follows them, by namespace.
    fn write_routes(&mut self, namespaces: &Namespaces) -> Result<()> {
        for space in 0..self.namespaces.len() {
            self.write_ranks(namespaces, space, Rank::Near..=Rank::Far)?;
            self.lines_of(space, |namespace| &namespace.next_hops);
            self.write_ranks(namespaces, space, Rank::ByObject..=Rank::ByObject)?;
            self.lines_of(space, |namespace| &namespace.settled);
            self.lines_of(space, |namespace| &namespace.rules);
        }
        Ok(())
    }

    /// Converts and writes routes one by one: a table may be larger than memory for its lines.
    fn write_ranks(
        &mut self,
        namespaces: &Namespaces,
        space: usize,
        ranks: std::ops::RangeInclusive<Rank>,
    ) -> Result<()> {
        let Some(namespace) = self.namespaces.get(space) else {
            return Ok(());
        };
        namespaces.enter(self.session, space)?;
        let written = namespace.routes.of_ranks(ranks).try_for_each(|entry| {
            if let Some(line) = namespace.routes.line(self.session, entry) {
                self.device_line(space, &line);
            }
            Ok(self.session.out.flush_if_full()?)
        });
        namespaces.leave(self.session, space)?;
        written
    }

    fn lines_of_all(&mut self, lines: impl Fn(&'s Namespace) -> &'s Vec<ExportLine>) {
        for space in 0..self.namespaces.len() {
            self.lines_of(space, &lines);
        }
    }

    fn lines_of(&mut self, space: usize, lines: impl Fn(&'s Namespace) -> &'s Vec<ExportLine>) {
        if let Some(namespace) = self.namespaces.get(space) {
            self.device_lines(space, lines(namespace));
        }
    }

    fn device_lines(&mut self, space: usize, lines: &[ExportLine]) {
        for line in lines {
            self.device_line(space, line);
        }
    }

    /// Writes a line that changes or names devices and next hops. It is a comment if one of them does not exist.
    pub(super) fn device_line(&mut self, space: usize, line: &ExportLine) {
        let reason = self.missing(space, line);
        if self.line(space, line, reason) {
            return;
        }
        if let Some(id) = line.creates_hop {
            self.missing_hops.insert((space, id), 0);
        }
        if let Some((prefix, length)) = line.reaches {
            self.unreached.push((space, prefix, length));
            self.reach.clear();
        }
    }

    /// Why the line cannot work.
    fn missing(&mut self, space: usize, line: &ExportLine) -> Option<&'static str> {
        let own = (line.device != 0).then_some(&line.device);
        for index in own.into_iter().chain(&line.others) {
            let position = self.find(space, *index);
            match position.map_or(Some(false), |position| self.fate(position)) {
                Some(true) => {}
                Some(false) => return Some("its device is not created"),
                None => return Some("its device is not exported"),
            }
        }
        if line
            .hops
            .iter()
            .any(|id| self.missing_hops.contains_key(&(space, *id)))
        {
            return Some("one of its next hops is only a comment");
        }
        line.gateways
            .iter()
            .any(|gateway| self.is_out_of_reach(space, *gateway))
            .then_some("its gateway is reachable only through a line that is a comment")
    }

    /// Whether only comments make the gateway reachable.
    fn is_out_of_reach(&mut self, space: usize, gateway: Inet) -> bool {
        let unreached = self.unreached.iter();
        let reaches = |prefix: &Inet, length: &u8| prefix.contains(*length, gateway);
        let lost = unreached
            .filter(|(at, prefix, length)| *at == space && reaches(prefix, length))
            .count();
        if lost == 0 {
            return false;
        }
        let key = (space, gateway.bytes().to_vec());
        if let Some(known) = self.reach.get(&key) {
            return *known;
        }
        let Some(namespace) = self.namespaces.get(space) else {
            return false;
        };
        let addresses = namespace.addresses.iter().flatten();
        let all = addresses
            .filter_map(|line| line.reaches)
            .chain(namespace.routes.connected())
            .filter(|(prefix, length)| reaches(prefix, length))
            .count();
        self.reach.insert(key, all == lost);
        all == lost
    }

    /// Writes a line for a namespace. Returns whether it is more than a comment.
    pub(super) fn line(&mut self, space: usize, line: &ExportLine, reason: Option<&str>) -> bool {
        let missing = self.is_missing_namespace(space);
        let reason = line.comment_reason.as_deref().or(reason);
        let reason = reason.or(missing.then_some("its namespace is not created"));
        self.write(self.name(space), line, reason)
    }

    /// Writes a line for the namespace with this name, or for the one where the file is replayed.
    fn write(&mut self, name: Option<&str>, line: &ExportLine, reason: Option<&str>) -> bool {
        let mut words: Vec<&str> = Vec::new();
        if let Some(name) = name {
            words.extend(["netns", "exec", name, "ip"]);
        }
        if !line.option.is_empty() {
            words.push(line.option);
        }
        words.extend(line.words.iter().map(String::as_str));
        let quoted: Option<Vec<_>> = words.iter().map(|word| quote(word)).collect();
        let reason = match (reason, quoted) {
            (Some(reason), _) => reason,
            (None, None) => "a batch cannot express this",
            (None, Some(_)) if name.is_none() && !line.option.is_empty() => {
                "a batch has no options for one line"
            }
            (None, Some(quoted)) => {
                let mut text = quoted.join(" ");
                // The next line must not continue this one.
                if text.ends_with('\\') {
                    text.push(' ');
                }
                text.push('\n');
                self.text(&text);
                return true;
            }
        };
        self.comment(&format!("ip {} # {reason}", words.join(" ")));
        false
    }

    pub(super) fn comment(&mut self, text: &str) {
        self.comments += 1;
        // Names may hold a newline: a comment must stay one line.
        let text: String = text
            .chars()
            .map(|c| if c.is_control() { '?' } else { c })
            .collect();
        self.text(&format!("# {text}\n"));
    }

    fn text(&mut self, text: &str) {
        self.session.out.raw(&encode(text));
    }
}
