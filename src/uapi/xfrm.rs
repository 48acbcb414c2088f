//! linux/xfrm.h, linux/udp.h; offsets of fields within its structures, which have the same layout on every architecture.

pub const XFRM_MSG_NEWSA: u16 = 0x10;
pub const XFRM_MSG_DELSA: u16 = 0x11;
pub const XFRM_MSG_GETSA: u16 = 0x12;
pub const XFRM_MSG_NEWPOLICY: u16 = 0x13;
pub const XFRM_MSG_DELPOLICY: u16 = 0x14;
pub const XFRM_MSG_GETPOLICY: u16 = 0x15;
pub const XFRM_MSG_ALLOCSPI: u16 = 0x16;
pub const XFRM_MSG_ACQUIRE: u16 = 0x17;
pub const XFRM_MSG_EXPIRE: u16 = 0x18;
pub const XFRM_MSG_UPDPOLICY: u16 = 0x19;
pub const XFRM_MSG_UPDSA: u16 = 0x1a;
pub const XFRM_MSG_POLEXPIRE: u16 = 0x1b;
pub const XFRM_MSG_FLUSHSA: u16 = 0x1c;
pub const XFRM_MSG_FLUSHPOLICY: u16 = 0x1d;
pub const XFRM_MSG_NEWAE: u16 = 0x1e;
pub const XFRM_MSG_REPORT: u16 = 0x20;
pub const XFRM_MSG_GETSADINFO: u16 = 0x23;
pub const XFRM_MSG_NEWSPDINFO: u16 = 0x24;
pub const XFRM_MSG_GETSPDINFO: u16 = 0x25;
pub const XFRM_MSG_MAPPING: u16 = 0x26;
pub const XFRM_MSG_SETDEFAULT: u16 = 0x27;
pub const XFRM_MSG_GETDEFAULT: u16 = 0x28;
pub const XFRMA_ALG_AUTH: u16 = 1;
pub const XFRMA_ALG_CRYPT: u16 = 2;
pub const XFRMA_ALG_COMP: u16 = 3;
pub const XFRMA_ENCAP: u16 = 4;
pub const XFRMA_TMPL: u16 = 5;
pub const XFRMA_SA: u16 = 6;
pub const XFRMA_POLICY: u16 = 7;
pub const XFRMA_SEC_CTX: u16 = 8;
pub const XFRMA_REPLAY_VAL: u16 = 10;
pub const XFRMA_SRCADDR: u16 = 13;
pub const XFRMA_COADDR: u16 = 14;
pub const XFRMA_LASTUSED: u16 = 15;
pub const XFRMA_POLICY_TYPE: u16 = 16;
pub const XFRMA_ALG_AEAD: u16 = 18;
pub const XFRMA_ALG_AUTH_TRUNC: u16 = 20;
pub const XFRMA_MARK: u16 = 21;
pub const XFRMA_TFCPAD: u16 = 22;
pub const XFRMA_REPLAY_ESN_VAL: u16 = 23;
pub const XFRMA_SA_EXTRA_FLAGS: u16 = 24;
pub const XFRMA_PROTO: u16 = 25;
pub const XFRMA_ADDRESS_FILTER: u16 = 26;
pub const XFRMA_OFFLOAD_DEV: u16 = 28;
pub const XFRMA_SET_MARK: u16 = 29;
pub const XFRMA_SET_MARK_MASK: u16 = 30;
pub const XFRMA_IF_ID: u16 = 31;
pub const XFRMA_SA_DIR: u16 = 33;
pub const XFRMA_SA_PCPU: u16 = 35;
pub const XFRMA_SAD_CNT: u16 = 1;
pub const XFRMA_SAD_HINFO: u16 = 2;
pub const XFRMA_SPD_INFO: u16 = 1;
pub const XFRMA_SPD_HINFO: u16 = 2;
pub const XFRMA_SPD_IPV4_HTHRESH: u16 = 3;
pub const XFRMA_SPD_IPV6_HTHRESH: u16 = 4;
pub const XFRM_STATE_NOECN: u8 = 1;
pub const XFRM_STATE_DECAP_DSCP: u8 = 2;
pub const XFRM_STATE_NOPMTUDISC: u8 = 4;
pub const XFRM_STATE_WILDRECV: u8 = 8;
pub const XFRM_STATE_ICMP: u8 = 16;
pub const XFRM_STATE_AF_UNSPEC: u8 = 32;
pub const XFRM_STATE_ALIGN4: u8 = 64;
pub const XFRM_STATE_ESN: u8 = 128;
pub const XFRM_SA_XFLAG_DONT_ENCAP_DSCP: u32 = 1;
pub const XFRM_SA_XFLAG_OSEQ_MAY_WRAP: u32 = 2;
pub const XFRM_POLICY_LOCALOK: u8 = 1;
pub const XFRM_POLICY_ICMP: u8 = 2;
pub const XFRM_MODE_TRANSPORT: u8 = 0;
pub const XFRM_MODE_TUNNEL: u8 = 1;
pub const XFRM_MODE_ROUTEOPTIMIZATION: u8 = 2;
pub const XFRM_MODE_IN_TRIGGER: u8 = 3;
pub const XFRM_MODE_BEET: u8 = 4;
pub const XFRM_OFFLOAD_INBOUND: u8 = 2;
pub const XFRM_OFFLOAD_PACKET: u8 = 4;
pub const XFRM_SA_DIR_IN: u8 = 1;
pub const XFRM_SA_DIR_OUT: u8 = 2;
pub const XFRM_AE_CR: u32 = 16;
pub const XFRM_AE_CE: u32 = 32;
pub const XFRM_AE_CU: u32 = 64;
pub const XFRMA_REPLAY_ESN_MAX: u32 = 4096;
pub const UDP_ENCAP_ESPINUDP_NON_IKE: u16 = 1;
pub const UDP_ENCAP_ESPINUDP: u16 = 2;
pub const TCP_ENCAP_ESPINTCP: u16 = 7;
pub const XFRM_USERPOLICY_BLOCK: u8 = 1;
pub const XFRM_USERPOLICY_ACCEPT: u8 = 2;
/// `IPPROTO_*` of transformations; `ANY` is `IPSEC_PROTO_ANY`.
pub mod proto {
    pub const ROUTING: u8 = 43;
    pub const ESP: u8 = 50;
    pub const AH: u8 = 51;
    pub const DSTOPTS: u8 = 60;
    pub const COMP: u8 = 108;
    pub const ANY: u8 = 255;
}
/// `struct xfrm_selector`.
pub mod sel {
    pub const DADDR: usize = 0;
    pub const SADDR: usize = 16;
    pub const DPORT: usize = 32;
    pub const DPORT_MASK: usize = 34;
    pub const SPORT: usize = 36;
    pub const SPORT_MASK: usize = 38;
    pub const FAMILY: usize = 40;
    pub const PREFIXLEN_D: usize = 42;
    pub const PREFIXLEN_S: usize = 43;
    pub const PROTO: usize = 44;
    pub const IFINDEX: usize = 48;
    pub const USER: usize = 52;
    pub const SIZE: usize = 56;
}
/// `struct xfrm_lifetime_cfg`, and behind it `struct xfrm_lifetime_cur`.
pub mod lft {
    pub const CURRENT: usize = 64;
}
/// `struct xfrm_usersa_info`.
pub mod sa {
    pub const DADDR: usize = 56;
    pub const SPI: usize = 72;
    pub const PROTO: usize = 76;
    pub const SADDR: usize = 80;
    pub const LIFETIME: usize = 96;
    pub const STATS: usize = 192;
    pub const SEQ: usize = 204;
    pub const REQID: usize = 208;
    pub const FAMILY: usize = 212;
    pub const MODE: usize = 214;
    pub const REPLAY_WINDOW: usize = 215;
    pub const FLAGS: usize = 216;
    pub const SIZE: usize = 224;
}
/// `struct xfrm_userpolicy_info`.
pub mod pol {
    pub const LIFETIME: usize = 56;
    pub const PRIORITY: usize = 152;
    pub const INDEX: usize = 156;
    pub const DIR: usize = 160;
    pub const ACTION: usize = 161;
    pub const FLAGS: usize = 162;
    pub const SHARE: usize = 163;
    pub const SIZE: usize = 168;
}
/// `struct xfrm_user_tmpl`.
pub mod tmpl {
    pub const DADDR: usize = 0;
    pub const SPI: usize = 16;
    pub const PROTO: usize = 20;
    pub const FAMILY: usize = 24;
    pub const SADDR: usize = 28;
    pub const REQID: usize = 44;
    pub const MODE: usize = 48;
    pub const SHARE: usize = 49;
    pub const OPTIONAL: usize = 50;
    pub const AALGOS: usize = 52;
    pub const EALGOS: usize = 56;
    pub const CALGOS: usize = 60;
    pub const SIZE: usize = 64;
}
/// `struct xfrm_user_acquire`.
pub mod acquire {
    pub const SPI: usize = 16;
    pub const PROTO: usize = 20;
    pub const SEL: usize = 40;
    pub const POLICY: usize = 96;
    pub const AALGOS: usize = 264;
    pub const EALGOS: usize = 268;
    pub const CALGOS: usize = 272;
    pub const SEQ: usize = 276;
    pub const SIZE: usize = 280;
}
/// `struct xfrm_usersa_id`.
pub mod sa_id {
    pub const DADDR: usize = 0;
    pub const SPI: usize = 16;
    pub const FAMILY: usize = 20;
    pub const PROTO: usize = 22;
    pub const SIZE: usize = 24;
}
/// `struct xfrm_aevent_id`, which begins with a `struct xfrm_usersa_id`.
pub mod aevent {
    pub const SADDR: usize = 24;
    pub const FLAGS: usize = 40;
    pub const REQID: usize = 44;
}
/// `struct xfrm_user_mapping`, which begins with a `struct xfrm_usersa_id`.
pub mod mapping {
    pub const REQID: usize = 24;
    pub const OLD_SADDR: usize = 28;
    pub const NEW_SADDR: usize = 44;
    pub const OLD_SPORT: usize = 60;
    pub const NEW_SPORT: usize = 62;
}
/// `struct xfrm_algo`; the other two have a length of four bytes before the key.
pub mod algo {
    pub const KEY_LEN: usize = 64;
    pub const KEY: usize = 68;
}
/// `struct xfrm_replay_state_esn`.
pub mod esn {
    pub const BMP_LEN: usize = 0;
    pub const OSEQ: usize = 4;
    pub const SEQ: usize = 8;
    pub const OSEQ_HI: usize = 12;
    pub const SEQ_HI: usize = 16;
    pub const REPLAY_WINDOW: usize = 20;
    pub const SIZE: usize = 24;
}
/// `struct xfrm_encap_tmpl`.
pub mod encap {
    pub const TYPE: usize = 0;
    pub const SPORT: usize = 2;
    pub const DPORT: usize = 4;
    pub const OA: usize = 8;
    pub const SIZE: usize = 24;
}
/// `struct xfrm_user_report`.
pub mod report {
    pub const SEL: usize = 4;
    pub const SIZE: usize = 60;
}
/// Size of `struct xfrm_userpolicy_id`.
pub const POLICY_ID_SIZE: usize = 64;
/// Size of `struct xfrm_user_expire`; its last field is the flag of a hard limit.
pub const EXPIRE_SIZE: usize = 232;
/// Size of `struct xfrm_user_polexpire`.
pub const POLEXPIRE_SIZE: usize = 176;
