//! The file: what is made before what rests on it, each line in its namespace.

use super::collect::{ByIndex, Space};
use super::device::Device;
use super::line::ExportLine;
use crate::value::inet::Inet;

/// Writes the file; tells how many comments are in it.
pub(super) fn write(spaces: &[Space]) -> (String, usize) {
    let mut places = ByIndex::new();
    for (space, at) in spaces.iter().enumerate() {
        for (place, device) in at.devices.iter().enumerate() {
            places.insert((space, device.index), place);
        }
    }
    let unmade = |space: &Space| vec![None; space.devices.len()];
    let mut script = Script {
        spaces,
        places,
        text: "# Written by ip export; ip -batch FILE makes it again.\n".to_owned(),
        comments: 0,
        made: spaces.iter().map(unmade).collect(),
        order: Vec::new(),
        no_spaces: Vec::new(),
        no_hops: ByIndex::new(),
        unreached: Vec::new(),
    };
    for (place, space) in spaces.iter().enumerate() {
        if let Some(name) = space.name.as_deref()
            && !script.write(None, &ExportLine::new(0, &["netns", "add", name]))
        {
            script.no_spaces.push(place);
        }
    }
    script.links();
    script.rest();
    (script.text, script.comments)
}

/// A device: the place of its namespace, its place in it.
type Place = (usize, usize);

struct Script<'s> {
    spaces: &'s [Space],
    /// Devices by namespace and index.
    places: ByIndex,
    text: String,
    comments: usize,
    /// The devices that the file has dealt with so far, and whether they are there then.
    made: Vec<Vec<Option<bool>>>,
    /// The same in the order of the file.
    order: Vec<Place>,
    /// Namespaces that could not be said.
    no_spaces: Vec<usize>,
    /// Next hops that could not be said: namespace, id.
    no_hops: ByIndex,
    /// Addresses and routes without a gateway that could not be said, by namespace.
    unreached: Vec<(usize, ExportLine)>,
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
        let place = self.places.get(&(space, index))?;
        Some((space, *place))
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
        self.comments += 1;
        self.text.push_str("# ");
        // Nothing may begin a line of its own.
        self.text
            .extend(text.chars().map(|c| if c.is_control() { '?' } else { c }));
        self.text.push('\n');
    }

    /// A line for a namespace. Returns whether it is more than a comment.
    fn line(&mut self, space: usize, line: &ExportLine) -> bool {
        if !self.no_spaces.contains(&space) {
            return self.write(self.name(space), line);
        }
        let reason = "its namespace is not made".to_owned();
        let but = line.but.clone().or(Some(reason));
        let line = ExportLine {
            but,
            ..line.clone()
        };
        self.write(self.name(space), &line)
    }

    /// A line for the namespace of this name; without one, for where the file is replayed.
    fn write(&mut self, name: Option<&str>, line: &ExportLine) -> bool {
        let mut words: Vec<&str> = Vec::new();
        if let Some(name) = name {
            words.extend(["netns", "exec", name, "ip"]);
        }
        if !line.option.is_empty() {
            words.push(line.option);
        }
        words.extend(line.words.iter().map(String::as_str));
        let quoted: Option<Vec<String>> = words.iter().map(|word| quote(word)).collect();
        let but = match (&line.but, quoted) {
            (Some(but), _) => but,
            (None, None) => "a batch has no way to write this",
            (None, Some(_)) if name.is_none() && !line.option.is_empty() => {
                "a batch has no options for one line"
            }
            (None, Some(quoted)) => {
                self.text.push_str(&quoted.join(" "));
                // What follows is another line.
                if self.text.ends_with('\\') {
                    self.text.push(' ');
                }
                self.text.push('\n');
                return true;
            }
        };
        let text = format!("ip {} # {but}", words.join(" "));
        self.comment(&text);
        false
    }

    fn name(&self, space: usize) -> Option<&'s str> {
        self.spaces.get(space)?.name.as_deref()
    }

    fn links(&mut self) {
        let mut left = self.places();
        loop {
            let before = left.len();
            left.retain(|place| {
                let ready = self.fate(*place).is_none() && self.is_ready(*place);
                if ready {
                    self.make(*place);
                }
                !ready && self.fate(*place).is_none()
            });
            if left.len() == before {
                break;
            }
        }
        for place in left {
            if let Some(device) = self.device(place) {
                let named = device.named.iter();
                let mut below = named
                    .filter_map(|index| self.find(place.0, *index))
                    .chain(self.lower(place));
                let known = below.any(|below| below != place && !self.is_there(below));
                let why = if known { "made" } else { "exported" };
                let text = format!(
                    "{}: what it rests on is not {why}",
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
            Some(_) => self.lower(place).is_some_and(|lower| self.is_there(lower)),
            None => true,
        };
        let mut named = device.named.iter();
        lower
            && named.all(|index| {
                let other = self.find(place.0, *index);
                other.is_none_or(|other| other == place || self.is_there(other))
            })
    }

    /// Whether a device is there once the file was read so far.
    fn is_there(&self, place: Place) -> bool {
        self.fate(place) == Some(true)
    }

    /// Whether the file has dealt with a device, and whether it is there then.
    fn fate(&self, place: Place) -> Option<bool> {
        *self.made.get(place.0)?.get(place.1)?
    }

    fn note(&mut self, place: Place, there: bool) {
        self.order.push(place);
        let made = self.made.get_mut(place.0);
        if let Some(made) = made.and_then(|space| space.get_mut(place.1)) {
            *made = Some(there);
        }
    }

    fn make(&mut self, place: Place) {
        let Some(device) = self.device(place) else {
            return;
        };
        let Some(kind) = device.kind.as_deref().filter(|_| !device.is_born()) else {
            self.note(place, true);
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
            let mut line = ExportLine::new(device.index, &[]);
            line.words.clone_from(words);
            let there = self.line(place.0, &line);
            self.note(place, there);
            self.set_later(place, device);
        } else if device.is_pair() {
            self.make_pair(place, device, kind);
        } else {
            let there = self.make_one(place, device, kind);
            self.note(place, there);
        }
        for what in &device.unsaid {
            let text = format!("{}: {what}", self.full_name(place, device));
            self.comment(&text);
        }
    }

    /// The generic options of a device that is not made by `link add`, as far as they can be set.
    fn set_later(&mut self, place: Place, device: &Device) {
        let mut line = ExportLine::new(device.index, &["link", "set", "dev", &device.name]);
        for pair in device.generic.chunks(2) {
            if let [word, value] = pair
                && ["address", "mtu", "txqueuelen"].contains(&word.as_str())
            {
                line.push(&[word, value]);
            }
        }
        self.of_device(place.0, &line);
    }

    fn make_one(&mut self, place: Place, device: &Device, kind: &str) -> bool {
        let lower = self.lower(place);
        let mut line = ExportLine::new(device.index, &["link", "add"]);
        let mut space = place.0;
        if let Some(lower) = lower
            && let Some(under) = self.device(lower)
            && (lower.0 != place.0 || !device.named.contains(&under.index))
        {
            line.push(&["link", &under.name]);
            space = lower.0;
        }
        line.push(&["name", &device.name]);
        if space != place.0 {
            self.move_into(&mut line, place.0);
        }
        line.words.extend(device.generic.iter().cloned());
        line.push(&["type", kind]);
        line.words.extend(device.options.iter().cloned());
        self.line(space, &line)
    }

    /// Puts what is made into another namespace, which needs a name.
    fn move_into(&self, line: &mut ExportLine, space: usize) {
        match self.name(space) {
            Some(_) if self.no_spaces.contains(&space) => {
                line.but = Some("its namespace is not made".to_owned());
            }
            Some(name) => line.push(&["netns", name]),
            None => line.but = Some("to be moved to where the file is replayed".to_owned()),
        }
    }

    fn make_pair(&mut self, place: Place, device: &Device, kind: &str) {
        let Some(peer_place) = self.lower(place) else {
            return;
        };
        let Some(peer) = self.device(peer_place) else {
            return;
        };
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
        let mut line = ExportLine::new(first.index, &["link", "add", "name", &first.name]);
        line.words.extend(first.generic.iter().cloned());
        line.push(&["type", kind]);
        line.words.extend(first.options.iter().cloned());
        line.push(&["peer"]);
        line.words.extend(first.peer_options.iter().cloned());
        line.push(&["name", &second.name]);
        if first_place.0 != second_place.0 {
            self.move_into(&mut line, second_place.0);
        }
        line.words.extend(second.generic.iter().cloned());
        let there = self.line(first_place.0, &line);
        self.note(place, there);
        self.note(peer_place, there);
    }

    /// What is said of devices and next hops that are there; of others it is a comment.
    fn of_device(&mut self, space: usize, line: &ExportLine) {
        let reason = self.missing(space, line);
        let but = line.but.clone().or(reason.map(str::to_owned));
        let line = ExportLine {
            but,
            ..line.clone()
        };
        if self.line(space, &line) {
            return;
        }
        if let Some(id) = line.makes_hop {
            self.no_hops.insert((space, id), 0);
        }
        if line.reaches.is_some() {
            self.unreached.push((space, line));
        }
    }

    /// Whether a gateway was behind what could not be said, and is behind nothing else.
    fn is_out_of_reach(&self, space: usize, gateway: Inet) -> bool {
        let lost = |line: &ExportLine| {
            self.unreached
                .iter()
                .any(|(at, lost)| *at == space && lost.words == line.words)
        };
        let unreached = self.unreached.iter();
        let behind = unreached.filter(|(at, line)| *at == space && line.reaches(gateway));
        behind.count() > 0
            && self.spaces.get(space).is_some_and(|space| {
                let addresses = space.addresses.iter().flatten();
                let mut others = addresses.chain(&space.routes);
                !others.any(|line| line.reaches(gateway) && !lost(line))
            })
    }

    /// What it is about and is not there.
    fn missing(&self, space: usize, line: &ExportLine) -> Option<&'static str> {
        let made = |index: &u32| {
            let place = self.find(space, *index);
            place.map_or(Some(false), |place| self.fate(place))
        };
        let own = (line.device != 0).then_some(&line.device);
        for index in own.into_iter().chain(&line.others) {
            match made(index) {
                Some(true) => {}
                Some(false) => return Some("its device is not made"),
                None => return Some("its device is not exported"),
            }
        }
        let gone = |id: &u32| self.no_hops.contains_key(&(space, *id));
        if line.hops.iter().any(gone) {
            return Some("a next hop of it could not be said");
        }
        let mut gateways = line.gateways.iter();
        let out_of_reach = gateways.any(|gateway| self.is_out_of_reach(space, *gateway));
        out_of_reach.then_some("its gateway is behind what could not be said")
    }

    fn rest(&mut self) {
        let mut ordered = self.order.clone();
        let others: Vec<Place> = self
            .places()
            .into_iter()
            .filter(|place| self.fate(*place).is_none())
            .collect();
        ordered.extend(others);
        for place in &ordered {
            let Some(device) = self.device(*place) else {
                continue;
            };
            for line in &device.later {
                self.of_device(place.0, line);
            }
        }
        for place in &ordered {
            self.enslave(*place);
        }
        self.all(|space| [&space.addresses[0]]);
        for place in &ordered {
            if let Some(device) = self.device(*place).filter(|device| device.up) {
                let line =
                    ExportLine::new(device.index, &["link", "set", "dev", &device.name, "up"]);
                self.of_device(place.0, &line);
            }
        }
        self.all(|space| [&space.addresses[1], &space.neighbours]);
        self.all(|space| [&space.routes, &space.settled, &space.rules]);
    }

    /// Writes these of all namespaces.
    fn all<const N: usize>(&mut self, lists: impl Fn(&'s Space) -> [&'s Vec<ExportLine>; N]) {
        for (place, space) in self.spaces.iter().enumerate() {
            for line in lists(space).into_iter().flatten() {
                self.of_device(place, line);
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
            let mut line = ExportLine::new(device.index, &words);
            line.others.push(master.index);
            self.of_device(place.0, &line);
        }
        for line in &device.as_port {
            self.of_device(place.0, line);
        }
    }
}

/// A word as a batch reads it; none if it cannot.
fn quote(word: &str) -> Option<String> {
    if word.contains(['#', '\n', '\0']) {
        return None;
    }
    let quoted = word.starts_with(['"', '\'']);
    let parted = word.is_empty() || word.contains([' ', '\t', '\r']);
    // At the end of a line, a bare backslash means that it goes on.
    if !quoted && !parted && !word.ends_with('\\') {
        return Some(word.to_owned());
    }
    match [word.contains('"'), word.contains('\'')] {
        [false, _] => Some(format!("\"{word}\"")),
        [true, false] => Some(format!("'{word}'")),
        [true, true] => (!quoted && !parted).then(|| word.to_owned()),
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
        assert_eq!(quoted("a\\b").as_deref(), Some("a\\b"));
        assert_eq!(quoted("ab\\").as_deref(), Some("\"ab\\\""));
        assert_eq!(quoted("a'\"\\").as_deref(), Some("a'\"\\"));
        assert_eq!(quoted("a#b"), None);
        assert_eq!(quoted("a '\""), None);
    }
}
