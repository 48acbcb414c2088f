//! The file: what is made before what rests on it, each line in its namespace.

use super::device::Device;
use super::gather::Space;
use super::said::Said;

/// Writes the file.
pub(super) fn write(spaces: &[Space]) -> String {
    let mut script = Script {
        spaces,
        text: "# Written by ip export; ip -batch FILE makes it again.\n".to_owned(),
        made: Vec::new(),
    };
    for name in spaces.iter().filter_map(|space| space.name.as_deref()) {
        script.line(None, &Said::new(0, &["netns", "add", name]));
    }
    script.links();
    script.rest();
    script.text
}

/// A device: the place of its namespace, its place in it.
type Place = (usize, usize);

struct Script<'s> {
    spaces: &'s [Space],
    text: String,
    /// Devices that are there once the file was read so far.
    made: Vec<Place>,
}

impl<'s> Script<'s> {
    fn device(&self, place: Place) -> Option<&'s Device> {
        self.spaces.get(place.0)?.devices.get(place.1)
    }

    fn places(&self) -> Vec<Place> {
        let spaces = self.spaces.iter().enumerate();
        spaces
            .flat_map(|(space, at)| (0..at.devices.len()).map(move |device| (space, device)))
            .collect()
    }

    fn find(&self, space: usize, index: u32) -> Option<Place> {
        let devices = &self.spaces.get(space)?.devices;
        let place = devices.iter().position(|device| device.index == index)?;
        Some((space, place))
    }

    /// Where its other end is, or what it is stacked on.
    fn lower(&self, place: Place) -> Option<Place> {
        let device = self.device(place)?;
        let space = match device.lower_id {
            None => place.0,
            Some(id) => {
                let ids = &self.spaces.get(place.0)?.ids;
                ids.iter().find(|(known, _)| *known == id)?.1
            }
        };
        self.find(space, device.lower?)
    }

    fn comment(&mut self, text: &str) {
        self.text.push_str("# ");
        // Nothing may begin a line of its own.
        self.text
            .extend(text.chars().map(|c| if c.is_control() { '?' } else { c }));
        self.text.push('\n');
    }

    /// A line for a namespace (none for where the file is replayed).
    fn line(&mut self, name: Option<&str>, said: &Said) {
        let mut words: Vec<&str> = Vec::new();
        if let Some(name) = name {
            words.extend(["netns", "exec", name, "ip"]);
        }
        if !said.option.is_empty() {
            words.push(said.option);
        }
        words.extend(said.words.iter().map(String::as_str));
        let quoted: Option<Vec<String>> = words.iter().map(|word| quote(word)).collect();
        let joins = words.last().is_some_and(|word| word.ends_with('\\'));
        let plain = || format!("ip {}", words.join(" "));
        match (quoted, &said.but) {
            (_, Some(but)) => {
                let text = format!("{} # {but}", plain());
                self.comment(&text);
            }
            (None, None) => {
                let text = format!("{} # a batch has no way to write this", plain());
                self.comment(&text);
            }
            // A batch has no options for one line.
            (Some(_), None) if joins || name.is_none() && !said.option.is_empty() => {
                self.comment(&plain());
            }
            (Some(quoted), None) => {
                self.text.push_str(&quoted.join(" "));
                self.text.push('\n');
            }
        }
    }

    fn name(&self, space: usize) -> Option<&'s str> {
        self.spaces.get(space)?.name.as_deref()
    }

    fn links(&mut self) {
        let mut left = self.places();
        loop {
            let before = left.len();
            left.retain(|place| {
                let ready = !self.made.contains(place) && self.is_ready(*place);
                if ready {
                    self.make(*place);
                }
                !ready && !self.made.contains(place)
            });
            if left.len() == before {
                break;
            }
        }
        for place in left {
            if let Some(device) = self.device(place) {
                let text = format!(
                    "{}: what it rests on is not exported",
                    self.full_name(place, device)
                );
                self.comment(&text);
            }
        }
    }

    fn full_name(&self, place: Place, device: &Device) -> String {
        match self.name(place.0) {
            Some(space) => format!("{space}: {}", device.name),
            None => device.name.clone(),
        }
    }

    /// Whether all that it is stacked on or that its options name is there.
    fn is_ready(&self, place: Place) -> bool {
        let Some(device) = self.device(place) else {
            return false;
        };
        if device.kind.is_none() || device.is_born() {
            return true;
        }
        if device.is_pair() {
            return self.lower(place).is_some();
        }
        let lower = match device.lower {
            Some(_) => self
                .lower(place)
                .is_some_and(|lower| self.made.contains(&lower)),
            None => true,
        };
        lower
            && self
                .places()
                .into_iter()
                .filter(|other| other.0 == place.0 && *other != place)
                .all(|other| {
                    self.made.contains(&other)
                        || self
                            .device(other)
                            .is_none_or(|other| !device.options.contains(&other.name))
                })
    }

    fn make(&mut self, place: Place) {
        let Some(device) = self.device(place) else {
            return;
        };
        self.made.push(place);
        let Some(kind) = device.kind.as_deref().filter(|_| !device.is_born()) else {
            if device.name != "lo" {
                let text = format!(
                    "{} cannot be made, it has to be there",
                    self.full_name(place, device)
                );
                self.comment(&text);
            }
            return;
        };
        if let Some(words) = &device.made_by {
            let mut said = Said::new(device.index, &[]);
            said.words.clone_from(words);
            self.line(self.name(place.0), &said);
            self.set_later(place, device);
        } else if device.is_pair() {
            self.make_pair(place, device, kind);
        } else {
            self.make_one(place, device, kind);
        }
        for what in &device.unsaid {
            let text = format!("{}: {what}", self.full_name(place, device));
            self.comment(&text);
        }
    }

    /// The generic options of a device that is not made by `link add`, as far as they can be set.
    fn set_later(&mut self, place: Place, device: &Device) {
        let mut said = Said::new(device.index, &["link", "set", "dev", &device.name]);
        for pair in device.generic.chunks(2) {
            if let [word, value] = pair
                && ["address", "mtu", "txqueuelen"].contains(&word.as_str())
            {
                said.push(&[word, value]);
            }
        }
        self.line(self.name(place.0), &said);
    }

    fn make_one(&mut self, place: Place, device: &Device, kind: &str) {
        let lower = self.lower(place);
        let mut said = Said::new(device.index, &["link", "add"]);
        let mut space = place.0;
        if let Some(lower) = lower
            && let Some(under) = self.device(lower)
            && !device.options.contains(&under.name)
        {
            said.push(&["link", &under.name]);
            space = lower.0;
        }
        said.push(&["name", &device.name]);
        if space != place.0 {
            self.move_into(&mut said, place.0);
        }
        said.words.extend(device.generic.iter().cloned());
        said.push(&["type", kind]);
        said.words.extend(device.options.iter().cloned());
        self.line(self.name(space), &said);
    }

    /// Puts what is made into another namespace, which needs a name.
    fn move_into(&self, said: &mut Said, space: usize) {
        match self.name(space) {
            Some(name) => said.push(&["netns", name]),
            None => said.but = Some("to be moved to where the file is replayed".to_owned()),
        }
    }

    fn make_pair(&mut self, place: Place, device: &Device, kind: &str) {
        let Some(peer_place) = self.lower(place) else {
            return;
        };
        let Some(peer) = self.device(peer_place) else {
            return;
        };
        self.made.push(peer_place);
        // It is made where the end is whose namespace may have no name; else from the end that it was made from.
        let swap = match (self.name(place.0), self.name(peer_place.0)) {
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some(_), Some(_)) | (None, None) => device.is_second,
        };
        let ends = [(place, device), (peer_place, peer)];
        let [(first_place, first), (second_place, second)] = if swap {
            let [first, second] = ends;
            [second, first]
        } else {
            ends
        };
        let mut said = Said::new(first.index, &["link", "add", "name", &first.name]);
        said.words.extend(first.generic.iter().cloned());
        said.push(&["type", kind]);
        said.words.extend(first.options.iter().cloned());
        said.push(&["peer"]);
        said.words.extend(first.peer_options.iter().cloned());
        said.push(&["name", &second.name]);
        if first_place.0 != second_place.0 {
            self.move_into(&mut said, second_place.0);
        }
        said.words.extend(second.generic.iter().cloned());
        self.line(self.name(first_place.0), &said);
    }

    /// What is said of devices that are there; of others it is a comment.
    fn of_device(&mut self, space: usize, said: &Said) {
        let there = said.device == 0
            || self
                .find(space, said.device)
                .is_some_and(|place| self.made.contains(&place));
        if there {
            self.line(self.name(space), said);
        } else {
            let mut said = said.clone();
            said.but = Some("its device is not exported".to_owned());
            self.line(self.name(space), &said);
        }
    }

    fn rest(&mut self) {
        let mut ordered = self.made.clone();
        let others: Vec<Place> = self
            .places()
            .into_iter()
            .filter(|place| !self.made.contains(place))
            .collect();
        ordered.extend(others);
        for place in &ordered {
            let Some(device) = self.device(*place) else {
                continue;
            };
            for said in &device.later {
                self.of_device(place.0, said);
            }
        }
        for place in &ordered {
            self.enslave(*place);
        }
        for (space, at) in self.spaces.iter().enumerate() {
            at.addresses
                .iter()
                .for_each(|said| self.of_device(space, said));
        }
        for place in &ordered {
            if let Some(device) = self.device(*place).filter(|device| device.up) {
                let said = Said::new(device.index, &["link", "set", "dev", &device.name, "up"]);
                self.of_device(place.0, &said);
            }
        }
        for (space, at) in self.spaces.iter().enumerate() {
            let tables = [&at.routes, &at.rules, &at.neighbours];
            for said in tables.into_iter().flatten() {
                self.of_device(space, said);
            }
        }
    }

    fn enslave(&mut self, place: Place) {
        let Some(device) = self.device(place) else {
            return;
        };
        let master = device.master.and_then(|index| self.find(place.0, index));
        let master = master.and_then(|place| self.device(place));
        if let Some(master) = master.filter(|master| !master.names_its_ports()) {
            let words = ["link", "set", "dev", &device.name, "master", &master.name];
            self.of_device(place.0, &Said::new(device.index, &words));
        }
        for said in &device.as_port {
            self.of_device(place.0, said);
        }
    }
}

/// A word as a batch reads it; none if it cannot.
fn quote(word: &str) -> Option<String> {
    if word.contains(['#', '\n', '\0']) {
        return None;
    }
    let blank = word.is_empty() || word.contains([' ', '\t', '\r']);
    let quotes = [word.contains('"'), word.contains('\'')];
    if !blank && !word.starts_with(['"', '\'']) {
        return Some(word.to_owned());
    }
    match quotes {
        [false, _] => Some(format!("\"{word}\"")),
        [true, false] => Some(format!("'{word}'")),
        [true, true] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn words_are_quoted_as_a_batch_reads_them() {
        let quoted = |word| quote(word);
        assert_eq!(quoted("eth0").as_deref(), Some("eth0"));
        assert_eq!(quoted("a b").as_deref(), Some("\"a b\""));
        assert_eq!(quoted("a \"b").as_deref(), Some("'a \"b'"));
        assert_eq!(quoted("").as_deref(), Some("\"\""));
        assert_eq!(quoted("a#b"), None);
        assert_eq!(quoted("a '\""), None);
    }
}
