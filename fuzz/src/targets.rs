//! What is fuzzed: an input becomes one call of the library.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{BufRead, stdin};
use std::os::unix::ffi::OsStringExt;
use std::rc::Rc;

use oxip::testing::{
    Form, NameTable, NameTables, Out, Palette, Session, decode, run_batch, run_object,
};

use super::jail::{self, MEMORY_FILE};
use super::kernel::{self, Answers};
use super::mutate::Shape;
use super::seeds;

pub struct Target {
    pub name: &'static str,
    pub shape: Shape,
    pub longest: usize,
    pub seeds: fn() -> Vec<Vec<u8>>,
    pub execute: fn(&mut World, &[u8]),
}

pub const TARGETS: &[Target] = &[
    Target {
        name: "messages",
        shape: Shape::Netlink(HEAD),
        longest: 4096,
        seeds: message_seeds,
        execute: messages,
    },
    Target {
        name: "words",
        shape: Shape::Words(0),
        longest: 1024,
        seeds: word_seeds,
        execute: words,
    },
    Target {
        name: "batch",
        shape: Shape::Words(b' '),
        longest: 512,
        seeds: batch_seeds,
        execute: batch,
    },
    Target {
        name: "saved",
        shape: Shape::Netlink(8),
        longest: 2048,
        seeds: saved_seeds,
        execute: saved,
    },
    Target {
        name: "tables",
        shape: Shape::Words(b' '),
        longest: 512,
        seeds: table_seeds,
        execute: tables,
    },
];

pub fn find(name: &str) -> &'static Target {
    let found = TARGETS.iter().find(|target| target.name == name);
    found.expect("the name of a target")
}

/// What executions share.
pub struct World {
    pub dictionary: Vec<Vec<u8>>,
    /// Read once.
    tables: NameTables,
    /// What the kernel knows, where the input does not say it.
    known: Rc<Vec<Vec<u8>>>,
}

impl World {
    pub fn new() -> Self {
        let mut known = seeds::messages();
        known.extend(seeds::links_of_all_kinds());
        Self {
            dictionary: seeds::dictionary(),
            tables: NameTables::default(),
            known: Rc::new(known),
        }
    }

    fn session(&mut self) -> Session {
        let mut session = Session::default();
        session.names.tables = std::mem::take(&mut self.tables);
        session.loops = 10;
        session
    }

    fn end(&mut self, mut session: Session) {
        session.out.take();
        session.names.tables.numeric = false;
        self.tables = std::mem::take(&mut session.names.tables);
    }
}

/// Before the words, messages …: which command, and how it shows.
const HEAD: usize = 4;

/// Commands that show what they receive.
const SHOWS: &[&str] = &[
    "link show",
    "link show dev dev5",
    "link show type vlan",
    "link show master dev5",
    "link show vrf dev5",
    "addr show",
    "addr show dev dev5",
    "addr show scope link",
    "route show table all",
    "route show",
    "route get 10.0.0.1",
    "route show cache",
    "rule show",
    "neigh show",
    "neigh show proxy",
    "neigh get 10.0.0.1 dev dev5",
    "nexthop show",
    "nexthop get id 1",
    "nexthop bucket show",
    "nexthop bucket get id 1 index 1",
    "netconf show",
    "netconf show dev dev5",
    "ntable show",
    "addrlabel list",
    "token list",
    "token get dev dev5",
    "maddress show",
    "tuntap show",
    "vrf show",
    "netns list-id",
    "link xstats type bridge",
    "link xstats type bridge_slave",
    "link xstats type bond",
    "link xstats type bond_slave",
    "link afstats",
    "link add dev5 type dummy",
    "link set dev5 up",
    "addr add 10.0.0.1/8 dev dev5",
    "addr flush dev dev5",
    "addr save",
    "route save",
    "route flush table 5",
    "route add 10.0.0.0/8 dev dev5",
    "rule add from 10.0.0.1",
    "rule save",
    "rule flush",
    "neigh flush dev dev5",
    "nexthop add id 1 dev dev5",
    "nexthop flush",
    "monitor all",
    "monitor",
    "tunnel show",
    "tunnel prl",
    "tunnel 6rd",
    "macsec show",
    "mroute show",
    "mroute show table all",
    "mrule show",
    "stats show",
    "stats show dev dev5",
    "fou show",
    "ila list",
    "l2tp show tunnel",
    "l2tp show session",
    "tcp_metrics show",
    "tcp_metrics show 10.0.0.1",
    "mptcp endpoint show",
    "mptcp limits show",
    "mptcp monitor",
    "ioam namespace show",
    "ioam schema show",
    "ioam monitor",
    "sr hmac show",
    "sr tunsrc show",
    "xfrm state list",
    "xfrm policy list",
    "xfrm monitor",
    "xfrm state count",
    "xfrm policy count",
    "xfrm policy getdefault",
    "xfrm state allocspi src 1.1.1.1 dst 1.1.1.2 proto esp",
    "xfrm state get proto esp",
    "xfrm state deleteall",
    "xfrm policy get dir in index 8",
    "xfrm policy deleteall",
];

const VERDICTS: [i32; 4] = [0, 0, -libc::EINVAL, -libc::EEXIST];

fn words_of(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

/// The four bytes choose the command and how it shows.
fn head(session: &mut Session, [command, form, much, _]: [u8; HEAD]) -> Vec<String> {
    let palette = match form >> 2 & 3 {
        0 => Some(Palette::Dark),
        1 => Some(Palette::Light),
        _ => None,
    };
    let forms = [Form::Text, Form::Oneline, Form::Json, Form::Pretty];
    let chosen = forms[usize::from(form & 3)];
    session.out = Out::new(chosen, palette);
    let view = &mut session.view;
    view.human = form & 0x10 != 0;
    view.iec = form & 0x30 == 0x30;
    view.brief = form & 0xc0 == 0xc0;
    session.names.tables.numeric = form & 0xc0 == 0x40;
    view.details = much & 3;
    view.statistics = much >> 2 & 3;
    view.echo = much & 0x80 != 0;
    view.timestamp = much & 0x40 != 0;
    view.short_timestamp = much & 0x60 == 0x60;
    let families = [
        0,
        libc::AF_INET,
        libc::AF_INET6,
        libc::AF_PACKET,
        libc::AF_BRIDGE,
        28,
    ];
    session.family = families[usize::from(much >> 4) % 6] as u8;
    words_of(SHOWS[usize::from(command) % SHOWS.len()])
}

/// Cuts a stream of messages; what is no message ends it.
fn cut(mut stream: &[u8]) -> Vec<Vec<u8>> {
    let mut messages = Vec::new();
    while let Some(length) = stream
        .first_chunk()
        .map(|n| u32::from_ne_bytes(*n) as usize)
    {
        // The upper half of the length is ignored.
        let length = (length & 0xffff).min(stream.len());
        if length < 16 {
            break;
        }
        messages.push(stream[..length].to_vec());
        stream = &stream[length.next_multiple_of(4).min(stream.len())..];
    }
    messages
}

fn messages(world: &mut World, input: &[u8]) {
    let Some((head_bytes, stream)) = input.split_first_chunk() else {
        return;
    };
    let how = head_bytes[3];
    let raw = how & 7 == 7;
    kernel::set(Answers {
        messages: Rc::new(match raw {
            true => vec![stream.to_vec()],
            false => cut(stream),
        }),
        raw,
        typed: how & 8 == 0,
        verdict: VERDICTS[usize::from(how >> 4 & 3)],
        turn: usize::from(how >> 6),
    });
    let mut session = world.session();
    let words = head(&mut session, *head_bytes);
    finish(world, session, &words);
}

fn finish(world: &mut World, mut session: Session, words: &[String]) {
    if let Err(error) = run_object(&mut session, words) {
        drop(error.to_string());
    }
    world.end(session);
}

fn message_seeds() -> Vec<Vec<u8>> {
    let mut by_kind: Vec<(u8, Vec<u8>)> = Vec::new();
    let all = [seeds::messages(), seeds::links_of_all_kinds()].concat();
    for message in all {
        by_kind.push((message[4], message));
    }
    let kinds: BTreeSet<u8> = by_kind.iter().map(|(kind, _)| *kind).collect();
    let mut seeds = Vec::new();
    for (number, _) in SHOWS.iter().enumerate() {
        for kind in &kinds {
            let stream: Vec<u8> = by_kind
                .iter()
                .filter(|(other, _)| other == kind)
                .take(6)
                .flat_map(|(_, message)| message.iter().copied())
                .collect();
            seeds.push([&[number as u8, 0, 1, 8][..], &stream].concat());
        }
    }
    for (_, message) in by_kind {
        for form in [0, 2] {
            seeds.push([&[0, form, 2, 0][..], &message].concat());
        }
    }
    seeds
}

/// Words after a byte that says how the kernel answers.
fn words(world: &mut World, input: &[u8]) {
    let Some((how, bytes)) = input.split_first() else {
        return;
    };
    kernel::set(Answers {
        messages: world.known.clone(),
        verdict: VERDICTS[usize::from(how & 3)],
        turn: usize::from(how >> 4),
        ..Answers::default()
    });
    let split = bytes.split(|byte| *byte == 0);
    if bytes.starts_with(b"-") || how & 12 == 12 {
        let words = split.map(|word| OsString::from_vec(word.to_vec()));
        // What it ends with is as good as any.
        let _ = oxip::run([OsString::from("ip")].into_iter().chain(words));
        return;
    }
    let words: Vec<String> = split.map(decode).collect();
    let mut session = world.session();
    session.all = how & 12 == 8;
    finish(world, session, &words);
}

fn word_seeds() -> Vec<Vec<u8>> {
    let lines = seeds::command_lines();
    lines
        .iter()
        .map(|line| [b"\0", line.join("\0").as_bytes()].concat())
        .collect()
}

fn batch(world: &mut World, input: &[u8]) {
    kernel::set(Answers {
        messages: world.known.clone(),
        ..Answers::default()
    });
    jail::fill(input);
    let mut session = world.session();
    session.batch = true;
    session.force = input.len() % 2 == 0;
    if let Err(error) = run_batch(&mut session, &format!("/proc/self/fd/{MEMORY_FILE}")) {
        drop(error.to_string());
    }
    world.end(session);
}

fn batch_seeds() -> Vec<Vec<u8>> {
    let lines = seeds::command_lines();
    lines
        .chunks(4)
        .map(|lines| {
            let lines: Vec<String> = lines.iter().map(|line| line.join(" ")).collect();
            lines.join("\n").into_bytes()
        })
        .chain([
            b"link show # comment \\\nlink 'sh' \"lo\"\n".to_vec(),
            b"link \\\nshow \\\n".to_vec(),
            b"'unterminated\nlink\n\0link\r\nlink\n\\\n".to_vec(),
        ])
        .collect()
}

/// Commands that read what was saved.
const READS: &[&str] = &[
    "addr restore",
    "addr showdump",
    "route restore",
    "route showdump",
    "rule restore",
    "monitor file /proc/self/fd/102",
];

fn saved(world: &mut World, input: &[u8]) {
    let Some((head_bytes, file)) = input.split_first_chunk::<HEAD>() else {
        return;
    };
    kernel::set(Answers {
        messages: world.known.clone(),
        verdict: VERDICTS[usize::from(head_bytes[3] & 3)],
        ..Answers::default()
    });
    jail::feed(file);
    let mut session = world.session();
    head(&mut session, *head_bytes);
    let words = words_of(READS[usize::from(head_bytes[0]) % READS.len()]);
    finish(world, session, &words);
    // What was not read is not for the next one.
    let mut left = stdin().lock();
    while let Ok(1..) = left.fill_buf().map(<[u8]>::len) {
        let length = left.fill_buf().map_or(0, <[u8]>::len);
        left.consume(length);
    }
}

fn saved_seeds() -> Vec<Vec<u8>> {
    const MARKS: [u32; 6] = [
        0x4736_1222,
        0x4736_1222,
        0x4531_1224,
        0x4531_1224,
        0x7170_6986,
        0,
    ];
    let stream: Vec<u8> = seeds::messages().concat();
    let mut seeds = Vec::new();
    for (number, mark) in MARKS.iter().enumerate() {
        let head = [number as u8, 0, 0, 0];
        seeds.push([&head[..], &mark.to_ne_bytes()].concat());
        for message in seeds::messages() {
            seeds.push([&head[..], &mark.to_ne_bytes(), &message].concat());
        }
        seeds.push(
            [
                &head[..],
                &mark.to_ne_bytes(),
                &stream[..stream.len().min(2000)],
            ]
            .concat(),
        );
    }
    seeds
}

const TABLES: [NameTable; 8] = [
    NameTable::Route,
    NameTable::Protocol,
    NameTable::Scope,
    NameTable::Realm,
    NameTable::Dsfield,
    NameTable::Group,
    NameTable::AddressProtocol,
    NameTable::ProtodownReason,
];

/// A file of names, and commands that use them.
fn tables(world: &mut World, input: &[u8]) {
    let Some((which, text)) = input.split_first() else {
        return;
    };
    kernel::set(Answers {
        messages: world.known.clone(),
        ..Answers::default()
    });
    let table = TABLES[usize::from(*which) % TABLES.len()];
    let mut session = Session::default();
    // The others are read from files, which is slow: they are borrowed.
    session.names.tables = std::mem::take(&mut world.tables);
    session.names.tables.read_text(table, text);
    let form = [Form::Text, Form::Json][usize::from(*which >> 7)];
    session.out = Out::new(form, None);
    let name = session.names.tables.iter(table).last();
    let name = name.map_or_else(String::new, |(_, name)| name.to_owned());
    let line = match table {
        NameTable::Route => "rule show table",
        NameTable::Protocol => "route show proto",
        NameTable::Scope => "addr show scope",
        NameTable::Realm => "route add 10.0.0.0/8 dev dev5 realms",
        NameTable::Dsfield => "route add 10.0.0.0/8 dev dev5 tos",
        NameTable::Group => "link show group",
        NameTable::AddressProtocol => "addr show proto",
        NameTable::ProtodownReason => "link set dev5 protodown_reason",
    };
    let mut words = words_of(line);
    words.push(name);
    if let Err(error) = run_object(&mut session, &words) {
        drop(error.to_string());
    }
    session.names.tables.read_text(table, b"");
    world.end(session);
}

fn table_seeds() -> Vec<Vec<u8>> {
    let texts: [&[u8]; 6] = [
        b"0 zero\n1\tone\n0x10 sixteen # comment\n",
        b"# only a comment\n\n255 last",
        b"4294967295 huge\n4294967296 more\n-1 less\n",
        b"5 five\nbroken\n6 six\n",
        b"010 octal\n7 \xff\xfe\n8 a b c\n",
        b"1 same\n2 same\n1 other\n\0 9 nine\n",
    ];
    (0..18_u8)
        .flat_map(|which| {
            texts.map(|text| [&[(which % 9) | ((which / 9) << 7)][..], text].concat())
        })
        .collect()
}
