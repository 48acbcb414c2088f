use super::*;
use crate::args::Word::Short;
use crate::netlink::Request;
use crate::schema::tunnel::{Bit16, Is};
use crate::schema::*;

const ROWS: &[Row] = &[
    row(&[Short("forward_delay")], 1, &U32),
    row(
        &[Short("learning"), Short("nolearning")],
        2,
        &Toggle {
            text: "learning",
            quiet: None,
        },
    ),
    row(&[Short("first")], 3, &MaskedBit(0)),
    row(&[Short("second")], 3, &MaskedBit(1)),
    row(&[Short("port")], 4, &Be16),
    row(&[Short("mode")], 5, &OneOf8(&["a", "b"])),
    shown("only_shown", 6, &U8),
];

fn words(reported: &Request, ordinary: Option<&Request>) -> (String, Vec<&'static str>) {
    let reported = Attrs::new(reported.body());
    let silent = Implied {
        current: ordinary.map(|request| Attrs::new(request.body())),
        ..Implied::default()
    };
    let found = inverse(&[ROWS], &mut Session::default(), reported, silent);
    (found.words.join(" "), found.missing)
}

#[test]
fn what_was_set_is_said() {
    let mut reported = Request::with_body(0, 0, &[]);
    reported.put_u32(1, 1500).put_u8(2, 0).put_u8(6, 7);
    reported.put(3, &[2_u32.to_ne_bytes(), 3_u32.to_ne_bytes()].concat());
    reported.put(4, &80_u16.to_be_bytes()).put_u8(5, 1);
    let all = "forward_delay 1500 nolearning first 0 second 1 port 80 mode b";
    assert_eq!(words(&reported, None), (all.to_owned(), vec![]));
    let mut ordinary = Request::with_body(0, 0, &[]);
    ordinary.put_u32(1, 1500).put_u8(2, 1);
    ordinary.put(3, &[3_u32.to_ne_bytes(), 3_u32.to_ne_bytes()].concat());
    let some = "nolearning first 0 port 80 mode b";
    assert_eq!(words(&reported, Some(&ordinary)), (some.to_owned(), vec![]));
}

#[test]
fn bits_and_flags_are_said_where_they_differ() {
    let rows = &[
        typed(
            &[Short("seq")],
            1,
            &Bit16 {
                also: &[2],
                bit: 0x10,
                on: true,
            },
        ),
        typed(
            &[Short("iseq")],
            1,
            &Bit16 {
                also: &[],
                bit: 0x10,
                on: true,
            },
        ),
        typed(
            &[Short("icsum")],
            1,
            &Bit16 {
                also: &[],
                bit: 0x80,
                on: true,
            },
        ),
        typed(
            &[Short("oseq")],
            2,
            &Bit16 {
                also: &[],
                bit: 0x10,
                on: true,
            },
        ),
        row(&[Short("external")], 3, &Is(&[])),
    ];
    let words = |input: u16, output: u16, flag: bool| {
        let mut reported = Request::with_body(0, 0, &[]);
        reported
            .put(1, &input.to_ne_bytes())
            .put(2, &output.to_ne_bytes());
        if flag {
            reported.put(3, &[]);
        }
        let mut defaults = Request::with_body(0, 0, &[]);
        defaults.put(1, &[0; 2]).put(2, &[0; 2]);
        let silent = Implied {
            defaults: Attrs::new(defaults.body()),
            ..Implied::default()
        };
        let reported = Attrs::new(reported.body());
        let found = inverse(&[rows], &mut Session::default(), reported, silent);
        (found.words.join(" "), found.missing)
    };
    assert_eq!(words(0x10, 0x10, false), ("seq".to_owned(), vec![]));
    assert_eq!(
        words(0x90, 0, true),
        ("iseq icsum external".to_owned(), vec![])
    );
    assert_eq!(words(0x11, 0x10, false), ("seq".to_owned(), vec!["seq"]));
}

#[test]
fn a_flag_that_is_not_there_differs() {
    let rows: &[&[Row]] = &[&[
        row(&[Short("gbp")], 1, &Is(&[])),
        row(&[Short("port")], 2, &Be16),
    ]];
    let (mut asked, mut current) = (Request::with_body(0, 0, &[]), Request::with_body(0, 0, &[]));
    asked.put(1, &[]).put(2, &[0; 2]);
    let differing = |current: &Request| {
        let both = [Attrs::new(asked.body()), Attrs::new(current.body())];
        first_differing(rows, Implied::default(), both, &[])
    };
    assert_eq!(differing(&current), Some("gbp"));
    current.put(1, &[1]);
    assert_eq!(differing(&current), None);
}

#[test]
fn what_has_no_words_is_named() {
    let mut reported = Request::with_body(0, 0, &[]);
    reported.put_u8(5, 9);
    assert_eq!(words(&reported, None), (String::new(), vec!["mode"]));
}
