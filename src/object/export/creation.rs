//! The commands that create devices, in an order in which each can work.

use super::device::Device;
use super::line::ExportLine;
use super::script::{Position, Script};

impl Script<'_> {
    /// Creates devices after those below them.
    pub(super) fn create_links(&mut self) {
        let mut left = self.positions();
        loop {
            let before = left.len();
            left.retain(|position| {
                let ready = self.fate(*position).is_none() && self.is_ready(*position);
                if ready {
                    self.create(*position);
                }
                !ready && self.fate(*position).is_none()
            });
            if left.len() == before {
                break;
            }
        }
        for position in left {
            if let Some(device) = self.device(position) {
                let named = device.named.iter();
                let mut below = named
                    .filter_map(|index| self.find(position.0, *index))
                    .chain(self.lower(position));
                let known = below.any(|below| below != position && !self.exists(below));
                let why = if known { "created" } else { "exported" };
                let text = format!(
                    "{}: a device below it is not {why}",
                    self.full_name(position, device)
                );
                self.comment(&text);
            }
        }
    }

    fn full_name(&self, position: Position, device: &Device) -> String {
        match self.name(position.0) {
            Some(space) => format!("{space}: {}", device.name),
            None => device.name.clone(),
        }
    }

    /// Whether the devices below it and those that its options name exist.
    fn is_ready(&self, position: Position) -> bool {
        let Some(device) = self.device(position) else {
            return false;
        };
        if device.kind.is_none() || device.is_born() {
            return true;
        }
        if device.is_pair() {
            return self.lower(position).is_some();
        }
        let lower = match device.lower {
            Some(_) => self.lower(position).is_some_and(|lower| self.exists(lower)),
            None => true,
        };
        let mut named = device.named.iter();
        lower
            && named.all(|index| {
                let other = self.find(position.0, *index);
                other.is_none_or(|other| other == position || self.exists(other))
            })
    }

    /// Whether the lines so far create a device.
    fn exists(&self, position: Position) -> bool {
        self.fate(position) == Some(true)
    }

    fn create(&mut self, position: Position) {
        let Some(device) = self.device(position) else {
            return;
        };
        let Some(kind) = device.kind.as_deref().filter(|_| !device.is_born()) else {
            self.decide(position, true);
            if device.name != "lo" {
                let text = format!(
                    "{} must exist: no command creates it",
                    self.full_name(position, device)
                );
                self.comment(&text);
            }
            return;
        };
        if let Some(words) = &device.made_by {
            let mut line = ExportLine::new(device.index, &[]);
            line.words.clone_from(words);
            let exists = self.line(position.0, &line, None);
            self.decide(position, exists);
            self.set_generic(position, device);
        } else if device.is_pair() {
            self.create_pair(position, device, kind);
        } else {
            let exists = self.create_device(position, device, kind);
            self.decide(position, exists);
        }
        for what in &device.unsaid {
            let text = format!("{}: {what}", self.full_name(position, device));
            self.comment(&text);
        }
    }

    /// The generic options of a device that `link add` does not create, as far as `link set` takes them.
    fn set_generic(&mut self, position: Position, device: &Device) {
        let mut line = ExportLine::new(device.index, &["link", "set", "dev", &device.name]);
        for pair in device.generic.chunks(2) {
            if let [word, value] = pair {
                if ["address", "mtu", "txqueuelen"].contains(&word.as_str()) {
                    line.push(&[word, value]);
                }
            }
        }
        self.device_line(position.0, &line);
    }

    fn create_device(&mut self, position: Position, device: &Device, kind: &str) -> bool {
        let lower = self.lower(position);
        let mut line = ExportLine::new(device.index, &["link", "add"]);
        let mut space = position.0;
        if let Some(lower) = lower {
            if let Some(under) = self.device(lower) {
                if lower.0 != position.0 || !device.named.contains(&under.index) {
                    line.push(&["link", &under.name]);
                    space = lower.0;
                }
            }
        }
        line.push(&["name", &device.name]);
        if space != position.0 {
            self.move_into(&mut line, position.0);
        }
        line.words.extend(device.generic.iter().cloned());
        line.push(&["type", kind]);
        line.words.extend(device.options.iter().cloned());
        self.line(space, &line, None)
    }

    /// Adds `netns NAME` to a line that creates a device in another namespace.
    fn move_into(&self, line: &mut ExportLine, space: usize) {
        match self.name(space) {
            Some(_) if self.is_missing_namespace(space) => {
                line.comment_reason = Some("its namespace is not created".to_owned());
            }
            Some(name) => line.push(&["netns", name]),
            None => {
                line.comment_reason =
                    Some("its namespace has no name: the one where the file is replayed".to_owned())
            }
        }
    }

    fn create_pair(&mut self, position: Position, device: &Device, kind: &str) {
        let Some(peer_position) = self.lower(position) else {
            return;
        };
        let Some(peer) = self.device(peer_position) else {
            return;
        };
        // A namespace without a name cannot be a target of `netns`: the pair is created inside it.
        let swap = match (self.name(position.0), self.name(peer_position.0)) {
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some(_), Some(_)) | (None, None) => device.is_second,
        };
        let ends = [(position, device), (peer_position, peer)];
        let [(first_position, first), (second_position, second)] = if swap {
            let [first, second] = ends;
            [second, first]
        } else {
            ends
        };
        let mut line = ExportLine::new(first.index, &["link", "add", "name", &first.name]);
        line.words.extend(first.generic.iter().cloned());
        line.push(&["type", kind]);
        line.words.extend(first.options.iter().cloned());
        line.push(&["peer"]);
        line.words.extend(first.peer_options.iter().cloned());
        line.push(&["name", &second.name]);
        if first_position.0 != second_position.0 {
            self.move_into(&mut line, second_position.0);
        }
        line.words.extend(second.generic.iter().cloned());
        let exists = self.line(first_position.0, &line, None);
        self.decide(position, exists);
        self.decide(peer_position, exists);
    }
}
