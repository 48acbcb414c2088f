#![allow(clippy::unwrap_used)]
use super::*;
use std::collections::VecDeque;
use std::io;

/// A kernel that answers each request with what it was given.
struct Script {
    sent: Vec<Vec<u8>>,
    answers: VecDeque<io::Result<Vec<u8>>>,
}

impl Transport for Script {
    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sent.push(bytes.to_vec());
        Ok(())
    }
    fn receive(&mut self, buf: &mut Vec<u8>) -> io::Result<()> {
        *buf = self
            .answers
            .pop_front()
            .unwrap_or_else(|| Err(io::ErrorKind::UnexpectedEof.into()))?;
        Ok(())
    }
}

fn conversation(answers: Vec<Vec<u8>>) -> Netlink {
    Netlink::new(Box::new(Script {
        sent: Vec::new(),
        answers: answers.into_iter().map(Ok).collect(),
    }))
}

fn message(kind: u16, flags: u16, sequence: u32, body: &[u8]) -> Vec<u8> {
    let mut request = Request::with_body(kind, 0, body);
    let mut bytes = request.finish(0, sequence).to_vec();
    bytes.splice(6..8, flags.to_ne_bytes());
    bytes
}

fn error(sequence: u32, code: i32, flags: u16, text: &str) -> Vec<u8> {
    let mut body = code.to_ne_bytes().to_vec();
    body.extend_from_slice(&[16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    if !text.is_empty() {
        body.extend_from_slice(&u16::try_from(text.len() + 5).unwrap().to_ne_bytes());
        body.extend_from_slice(&[1, 0]);
        body.extend_from_slice(text.as_bytes());
        body.resize((body.len() + 1).next_multiple_of(4), 0);
    }
    message(NLMSG_ERROR, flags, sequence, &body)
}

#[test]
fn an_error_carries_the_kernels_words() {
    let mut netlink = conversation(vec![
        error(9, 0, 0, ""),
        error(1, -libc::EINVAL, 0x300, "No such thing"),
    ]);
    let refused = netlink
        .ack(Request::with_body(16, 0, &[0; 16]))
        .unwrap_err();
    assert_eq!(refused.to_string(), "Error: No such thing.");
    assert_eq!((refused.status(), refused.errno()), (2, Some(libc::EINVAL)));
}

#[test]
fn a_warning_rides_on_success() {
    let mut netlink = conversation(vec![error(1, 0, 0x300, "Careful")]);
    netlink.ack(Request::with_body(16, 0, &[0; 16])).unwrap();
    assert_eq!(netlink.warnings, ["Careful"]);
}

#[test]
fn a_warning_follows_the_whole_request_or_its_header() {
    let text = [
        &12_u16.to_ne_bytes()[..],
        &1_u16.to_ne_bytes(),
        b"Careful\0",
    ]
    .concat();
    let request = [&100_u32.to_ne_bytes()[..], &[0; 12]].concat();
    // NLM_F_ACK_TLVS without and with NLM_F_CAPPED.
    for (flags, rest) in [(0x200, vec![0; 84]), (0x300, Vec::new())] {
        let body = [&[0; 4][..], &request, &rest, &text].concat();
        let mut netlink = conversation(vec![message(NLMSG_ERROR, flags, 1, &body)]);
        netlink.ack(Request::with_body(16, 0, &[0; 84])).unwrap();
        assert_eq!(netlink.warnings, ["Careful"], "{flags:#x}");
    }
}

#[test]
fn a_dump_survives_foreign_messages_and_tells_of_interruption() {
    let parts = [
        message(16, 2, 7, &[9; 16]),
        message(16, 2, 1, &[1; 16]),
        message(16, 2 | NLM_F_DUMP_INTR, 1, &[2; 16]),
        message(NLMSG_DONE, 2, 1, &[0; 4]),
    ];
    let mut netlink = conversation(parts.to_vec());
    let dump = netlink
        .collect(Request::with_body(18, 0, &[0; 16]))
        .unwrap();
    assert!(dump.interrupted);
    assert_eq!(dump.iter().map(|m| m.body[0]).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn an_error_inside_done_ends_the_dump() {
    let end = |code: i32| message(NLMSG_DONE, 2, 1, &code.to_ne_bytes());
    let dump = |code| conversation(vec![end(code)]).collect(Request::with_body(18, 0, &[0; 16]));
    assert_eq!(
        dump(-libc::EINVAL).unwrap_err().to_string(),
        "RTNETLINK answers: Invalid argument\nDump terminated"
    );
    assert_eq!(
        dump(-libc::EOPNOTSUPP).unwrap_err().to_string(),
        "Dump terminated"
    );
    assert!(dump(0).is_ok());
}

#[test]
fn truncated_bytes_end_the_walk() {
    let whole = message(16, 0, 1, &[1; 16]);
    for length in 0..whole.len() {
        assert_eq!(Messages::new(&whole[..length]).count(), 0);
    }
    assert_eq!(Messages::new(&whole).count(), 1);
}

#[test]
fn a_pipeline_matches_answers_by_number() {
    let mut both = error(2, -libc::EEXIST, 0, "");
    both.splice(0..0, error(1, 0, 0, ""));
    let mut requests = vec![
        Request::with_body(20, 0, &[0; 8]),
        Request::with_body(20, 0, &[0; 8]),
    ];
    let answers = conversation(vec![both]).pipeline(&mut requests).unwrap();
    assert!(answers[0].is_ok());
    assert_eq!(
        answers[1].as_ref().unwrap_err().to_string(),
        "RTNETLINK answers: File exists"
    );
}

#[test]
fn nests_close_themselves() {
    let mut request = Request::with_body(16, 0, &[]);
    request.nest(18, |r| {
        r.put_bare_text(1, "veth");
        r.nest(2, |r| {
            r.put_u8(1, 7);
        });
    });
    let attrs = Attrs::new(request.body()).get(18).unwrap().nest();
    assert_eq!(attrs.get(1).unwrap().text(), b"veth");
    assert_eq!(attrs.get(2).unwrap().nest().get(1).unwrap().u8(), Some(7));
    assert_eq!(request.body().len(), 24);
}

/// A kernel with which every call fails.
struct Broken(i32);

impl Transport for Broken {
    fn send(&mut self, _: &[u8]) -> io::Result<()> {
        match self.0 {
            libc::ENOBUFS => Ok(()),
            errno => Err(io::Error::from_raw_os_error(errno)),
        }
    }
    fn receive(&mut self, _: &mut Vec<u8>) -> io::Result<()> {
        Err(io::Error::from_raw_os_error(self.0))
    }
}

#[test]
fn a_failing_socket_is_told() {
    let request = || Request::with_body(18, 0, &[0; 16]);
    let broken = |errno| Netlink::new(Box::new(Broken(errno)));
    let told = |error: Error| (error.to_string(), error.status());
    let lost = "netlink receive error No buffer space available (105)";
    assert_eq!(
        told(broken(libc::ENOBUFS).ack(request()).unwrap_err()),
        (lost.to_owned(), 2)
    );
    assert_eq!(
        told(broken(libc::ENOBUFS).collect(request()).unwrap_err()),
        (format!("{lost}\nDump terminated"), 1)
    );
    assert_eq!(
        told(broken(libc::ENOMEM).get(request()).unwrap_err()),
        (
            "Cannot talk to rtnetlink: Cannot allocate memory".to_owned(),
            2
        )
    );
    assert_eq!(
        told(broken(libc::ENOMEM).collect(request()).unwrap_err()),
        (
            "Cannot send dump request: Cannot allocate memory".to_owned(),
            1
        )
    );
}

#[test]
fn an_answer_that_is_cut_is_no_answer() {
    let whole = error(1, 0, 0, "");
    for length in 0..whole.len() {
        let mut netlink = conversation(vec![whole[..length].to_vec()]);
        let request = Request::with_body(16, 0, &[0; 16]);
        assert_eq!(
            netlink.ack(request).unwrap_err().to_string(),
            "EOF on netlink"
        );
    }
    // Whole by its own account, but too short to say anything.
    let mut netlink = conversation(vec![message(NLMSG_ERROR, 0, 1, &[0])]);
    let refused = netlink.ack(Request::with_body(16, 0, &[0; 16]));
    assert_eq!(refused.unwrap_err().to_string(), "ERROR truncated");
}
