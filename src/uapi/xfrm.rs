//! linux/xfrm.h, linux/udp.h; offsets within its structures, which have the same layout everywhere but for byte order.
/// `XFRM_MSG_NEWSA`.
pub const XFRM_MSG_NEWSA: u16 = 0x10;
/// `XFRM_MSG_DELSA`.
pub const XFRM_MSG_DELSA: u16 = 0x11;
/// `XFRM_MSG_GETSA`.
pub const XFRM_MSG_GETSA: u16 = 0x12;
/// `XFRM_MSG_NEWPOLICY`.
pub const XFRM_MSG_NEWPOLICY: u16 = 0x13;
/// `XFRM_MSG_DELPOLICY`.
pub const XFRM_MSG_DELPOLICY: u16 = 0x14;
/// `XFRM_MSG_GETPOLICY`.
pub const XFRM_MSG_GETPOLICY: u16 = 0x15;
/// `XFRM_MSG_ALLOCSPI`.
pub const XFRM_MSG_ALLOCSPI: u16 = 0x16;
/// `XFRM_MSG_ACQUIRE`.
pub const XFRM_MSG_ACQUIRE: u16 = 0x17;
/// `XFRM_MSG_EXPIRE`.
pub const XFRM_MSG_EXPIRE: u16 = 0x18;
/// `XFRM_MSG_UPDPOLICY`.
pub const XFRM_MSG_UPDPOLICY: u16 = 0x19;
/// `XFRM_MSG_UPDSA`.
pub const XFRM_MSG_UPDSA: u16 = 0x1a;
/// `XFRM_MSG_POLEXPIRE`.
pub const XFRM_MSG_POLEXPIRE: u16 = 0x1b;
/// `XFRM_MSG_FLUSHSA`.
pub const XFRM_MSG_FLUSHSA: u16 = 0x1c;
/// `XFRM_MSG_FLUSHPOLICY`.
pub const XFRM_MSG_FLUSHPOLICY: u16 = 0x1d;
/// `XFRM_MSG_NEWAE`.
pub const XFRM_MSG_NEWAE: u16 = 0x1e;
/// `XFRM_MSG_REPORT`.
pub const XFRM_MSG_REPORT: u16 = 0x20;
/// `XFRM_MSG_NEWSADINFO`.
pub const XFRM_MSG_NEWSADINFO: u16 = 0x22;
/// `XFRM_MSG_GETSADINFO`.
pub const XFRM_MSG_GETSADINFO: u16 = 0x23;
/// `XFRM_MSG_NEWSPDINFO`.
pub const XFRM_MSG_NEWSPDINFO: u16 = 0x24;
/// `XFRM_MSG_GETSPDINFO`.
pub const XFRM_MSG_GETSPDINFO: u16 = 0x25;
/// `XFRM_MSG_MAPPING`.
pub const XFRM_MSG_MAPPING: u16 = 0x26;
/// `XFRM_MSG_SETDEFAULT`.
pub const XFRM_MSG_SETDEFAULT: u16 = 0x27;
/// `XFRM_MSG_GETDEFAULT`.
pub const XFRM_MSG_GETDEFAULT: u16 = 0x28;
/// `XFRMA_ALG_AUTH`.
pub const XFRMA_ALG_AUTH: u16 = 1;
/// `XFRMA_ALG_CRYPT`.
pub const XFRMA_ALG_CRYPT: u16 = 2;
/// `XFRMA_ALG_COMP`.
pub const XFRMA_ALG_COMP: u16 = 3;
/// `XFRMA_ENCAP`.
pub const XFRMA_ENCAP: u16 = 4;
/// `XFRMA_TMPL`.
pub const XFRMA_TMPL: u16 = 5;
/// `XFRMA_SA`.
pub const XFRMA_SA: u16 = 6;
/// `XFRMA_POLICY`.
pub const XFRMA_POLICY: u16 = 7;
/// `XFRMA_SEC_CTX`.
pub const XFRMA_SEC_CTX: u16 = 8;
/// `XFRMA_REPLAY_VAL`.
pub const XFRMA_REPLAY_VAL: u16 = 10;
/// `XFRMA_SRCADDR`.
pub const XFRMA_SRCADDR: u16 = 13;
/// `XFRMA_COADDR`.
pub const XFRMA_COADDR: u16 = 14;
/// `XFRMA_LASTUSED`.
pub const XFRMA_LASTUSED: u16 = 15;
/// `XFRMA_POLICY_TYPE`.
pub const XFRMA_POLICY_TYPE: u16 = 16;
/// `XFRMA_ALG_AEAD`.
pub const XFRMA_ALG_AEAD: u16 = 18;
/// `XFRMA_ALG_AUTH_TRUNC`.
pub const XFRMA_ALG_AUTH_TRUNC: u16 = 20;
/// `XFRMA_MARK`.
pub const XFRMA_MARK: u16 = 21;
/// `XFRMA_TFCPAD`.
pub const XFRMA_TFCPAD: u16 = 22;
/// `XFRMA_REPLAY_ESN_VAL`.
pub const XFRMA_REPLAY_ESN_VAL: u16 = 23;
/// `XFRMA_SA_EXTRA_FLAGS`.
pub const XFRMA_SA_EXTRA_FLAGS: u16 = 24;
/// `XFRMA_PROTO`.
pub const XFRMA_PROTO: u16 = 25;
/// `XFRMA_ADDRESS_FILTER`.
pub const XFRMA_ADDRESS_FILTER: u16 = 26;
/// `XFRMA_OFFLOAD_DEV`.
pub const XFRMA_OFFLOAD_DEV: u16 = 28;
/// `XFRMA_SET_MARK`.
pub const XFRMA_SET_MARK: u16 = 29;
/// `XFRMA_SET_MARK_MASK`.
pub const XFRMA_SET_MARK_MASK: u16 = 30;
/// `XFRMA_IF_ID`.
pub const XFRMA_IF_ID: u16 = 31;
/// `XFRMA_SA_DIR`.
pub const XFRMA_SA_DIR: u16 = 33;
/// `XFRMA_SA_PCPU`.
pub const XFRMA_SA_PCPU: u16 = 35;
/// `XFRMA_SAD_CNT`.
pub const XFRMA_SAD_CNT: u16 = 1;
/// `XFRMA_SAD_HINFO`.
pub const XFRMA_SAD_HINFO: u16 = 2;
/// `XFRMA_SPD_INFO`.
pub const XFRMA_SPD_INFO: u16 = 1;
/// `XFRMA_SPD_HINFO`.
pub const XFRMA_SPD_HINFO: u16 = 2;
/// `XFRMA_SPD_IPV4_HTHRESH`.
pub const XFRMA_SPD_IPV4_HTHRESH: u16 = 3;
/// `XFRMA_SPD_IPV6_HTHRESH`.
pub const XFRMA_SPD_IPV6_HTHRESH: u16 = 4;
/// `XFRM_STATE_NOECN`.
pub const XFRM_STATE_NOECN: u8 = 1;
/// `XFRM_STATE_DECAP_DSCP`.
pub const XFRM_STATE_DECAP_DSCP: u8 = 2;
/// `XFRM_STATE_NOPMTUDISC`.
pub const XFRM_STATE_NOPMTUDISC: u8 = 4;
/// `XFRM_STATE_WILDRECV`.
pub const XFRM_STATE_WILDRECV: u8 = 8;
/// `XFRM_STATE_ICMP`.
pub const XFRM_STATE_ICMP: u8 = 16;
/// `XFRM_STATE_AF_UNSPEC`.
pub const XFRM_STATE_AF_UNSPEC: u8 = 32;
/// `XFRM_STATE_ALIGN4`.
pub const XFRM_STATE_ALIGN4: u8 = 64;
/// `XFRM_STATE_ESN`.
pub const XFRM_STATE_ESN: u8 = 128;
/// `XFRM_SA_XFLAG_DONT_ENCAP_DSCP`.
pub const XFRM_SA_XFLAG_DONT_ENCAP_DSCP: u32 = 1;
/// `XFRM_SA_XFLAG_OSEQ_MAY_WRAP`.
pub const XFRM_SA_XFLAG_OSEQ_MAY_WRAP: u32 = 2;
/// `XFRM_POLICY_LOCALOK`.
pub const XFRM_POLICY_LOCALOK: u8 = 1;
/// `XFRM_POLICY_ICMP`.
pub const XFRM_POLICY_ICMP: u8 = 2;
/// `XFRM_MODE_TRANSPORT`.
pub const XFRM_MODE_TRANSPORT: u8 = 0;
/// `XFRM_MODE_TUNNEL`.
pub const XFRM_MODE_TUNNEL: u8 = 1;
/// `XFRM_MODE_ROUTEOPTIMIZATION`.
pub const XFRM_MODE_ROUTEOPTIMIZATION: u8 = 2;
/// `XFRM_MODE_IN_TRIGGER`.
pub const XFRM_MODE_IN_TRIGGER: u8 = 3;
/// `XFRM_MODE_BEET`.
pub const XFRM_MODE_BEET: u8 = 4;
/// `XFRM_OFFLOAD_INBOUND`.
pub const XFRM_OFFLOAD_INBOUND: u8 = 2;
/// `XFRM_OFFLOAD_PACKET`.
pub const XFRM_OFFLOAD_PACKET: u8 = 4;
/// `XFRM_SA_DIR_IN`.
pub const XFRM_SA_DIR_IN: u8 = 1;
/// `XFRM_SA_DIR_OUT`.
pub const XFRM_SA_DIR_OUT: u8 = 2;
/// `XFRM_AE_CR`.
pub const XFRM_AE_CR: u32 = 16;
/// `XFRM_AE_CE`.
pub const XFRM_AE_CE: u32 = 32;
/// `XFRM_AE_CU`.
pub const XFRM_AE_CU: u32 = 64;
/// `XFRMA_REPLAY_ESN_MAX`.
pub const XFRMA_REPLAY_ESN_MAX: u32 = 4096;
/// `UDP_ENCAP_ESPINUDP_NON_IKE`.
pub const UDP_ENCAP_ESPINUDP_NON_IKE: u16 = 1;
/// `UDP_ENCAP_ESPINUDP`.
pub const UDP_ENCAP_ESPINUDP: u16 = 2;
/// `TCP_ENCAP_ESPINTCP`.
pub const TCP_ENCAP_ESPINTCP: u16 = 7;
/// `XFRM_USERPOLICY_BLOCK`.
pub const XFRM_USERPOLICY_BLOCK: u8 = 1;
/// `XFRM_USERPOLICY_ACCEPT`.
pub const XFRM_USERPOLICY_ACCEPT: u8 = 2;
/// The protocols that transform.
pub mod proto {
    /// `IPPROTO_ROUTING`, or `IPSEC_PROTO_ANY`.
    pub const ROUTING: u8 = 43;
    /// `IPPROTO_ESP`, or `IPSEC_PROTO_ANY`.
    pub const ESP: u8 = 50;
    /// `IPPROTO_AH`, or `IPSEC_PROTO_ANY`.
    pub const AH: u8 = 51;
    /// `IPPROTO_DSTOPTS`, or `IPSEC_PROTO_ANY`.
    pub const DSTOPTS: u8 = 60;
    /// `IPPROTO_COMP`, or `IPSEC_PROTO_ANY`.
    pub const COMP: u8 = 108;
    /// `IPPROTO_ANY`, or `IPSEC_PROTO_ANY`.
    pub const ANY: u8 = 255;
}
/// `struct xfrm_selector`.
pub mod sel {
    /// Where this field begins.
    pub const DADDR: usize = 0;
    /// Where this field begins.
    pub const SADDR: usize = 16;
    /// Where this field begins.
    pub const DPORT: usize = 32;
    /// Where this field begins.
    pub const DPORT_MASK: usize = 34;
    /// Where this field begins.
    pub const SPORT: usize = 36;
    /// Where this field begins.
    pub const SPORT_MASK: usize = 38;
    /// Where this field begins.
    pub const FAMILY: usize = 40;
    /// Where this field begins.
    pub const PREFIXLEN_D: usize = 42;
    /// Where this field begins.
    pub const PREFIXLEN_S: usize = 43;
    /// Where this field begins.
    pub const PROTO: usize = 44;
    /// Where this field begins.
    pub const IFINDEX: usize = 48;
    /// Where this field begins.
    pub const USER: usize = 52;
    /// The size of it.
    pub const SIZE: usize = 56;
}
/// `struct xfrm_lifetime_cfg`, and behind it `struct xfrm_lifetime_cur`.
pub mod lft {
    /// Where this field begins.
    pub const CURRENT: usize = 64;
    /// The size of it.
    pub const SIZE: usize = 96;
}
/// `struct xfrm_usersa_info`.
pub mod sa {
    /// Where this field begins.
    pub const SEL: usize = 0;
    /// Where this field begins.
    pub const DADDR: usize = 56;
    /// Where this field begins.
    pub const SPI: usize = 72;
    /// Where this field begins.
    pub const PROTO: usize = 76;
    /// Where this field begins.
    pub const SADDR: usize = 80;
    /// Where this field begins.
    pub const LIFETIME: usize = 96;
    /// Where this field begins.
    pub const STATS: usize = 192;
    /// Where this field begins.
    pub const SEQ: usize = 204;
    /// Where this field begins.
    pub const REQID: usize = 208;
    /// Where this field begins.
    pub const FAMILY: usize = 212;
    /// Where this field begins.
    pub const MODE: usize = 214;
    /// Where this field begins.
    pub const REPLAY_WINDOW: usize = 215;
    /// Where this field begins.
    pub const FLAGS: usize = 216;
    /// The size of it.
    pub const SIZE: usize = 224;
}
/// `struct xfrm_userpolicy_info`.
pub mod pol {
    /// Where this field begins.
    pub const SEL: usize = 0;
    /// Where this field begins.
    pub const LIFETIME: usize = 56;
    /// Where this field begins.
    pub const PRIORITY: usize = 152;
    /// Where this field begins.
    pub const INDEX: usize = 156;
    /// Where this field begins.
    pub const DIR: usize = 160;
    /// Where this field begins.
    pub const ACTION: usize = 161;
    /// Where this field begins.
    pub const FLAGS: usize = 162;
    /// Where this field begins.
    pub const SHARE: usize = 163;
    /// The size of it.
    pub const SIZE: usize = 168;
}
/// `struct xfrm_user_tmpl`.
pub mod tmpl {
    /// Where this field begins.
    pub const DADDR: usize = 0;
    /// Where this field begins.
    pub const SPI: usize = 16;
    /// Where this field begins.
    pub const PROTO: usize = 20;
    /// Where this field begins.
    pub const FAMILY: usize = 24;
    /// Where this field begins.
    pub const SADDR: usize = 28;
    /// Where this field begins.
    pub const REQID: usize = 44;
    /// Where this field begins.
    pub const MODE: usize = 48;
    /// Where this field begins.
    pub const SHARE: usize = 49;
    /// Where this field begins.
    pub const OPTIONAL: usize = 50;
    /// Where this field begins.
    pub const AALGOS: usize = 52;
    /// Where this field begins.
    pub const EALGOS: usize = 56;
    /// Where this field begins.
    pub const CALGOS: usize = 60;
    /// The size of it.
    pub const SIZE: usize = 64;
}
/// `struct xfrm_user_acquire`.
pub mod acquire {
    /// Where this field begins.
    pub const SPI: usize = 16;
    /// Where this field begins.
    pub const PROTO: usize = 20;
    /// Where this field begins.
    pub const SEL: usize = 40;
    /// Where this field begins.
    pub const POLICY: usize = 96;
    /// Where this field begins.
    pub const AALGOS: usize = 264;
    /// Where this field begins.
    pub const EALGOS: usize = 268;
    /// Where this field begins.
    pub const CALGOS: usize = 272;
    /// Where this field begins.
    pub const SEQ: usize = 276;
    /// The size of it.
    pub const SIZE: usize = 280;
}
/// `struct xfrm_usersa_id`.
pub mod sa_id {
    /// Where this field begins.
    pub const DADDR: usize = 0;
    /// Where this field begins.
    pub const SPI: usize = 16;
    /// Where this field begins.
    pub const FAMILY: usize = 20;
    /// Where this field begins.
    pub const PROTO: usize = 22;
    /// The size of it.
    pub const SIZE: usize = 24;
}
/// `struct xfrm_aevent_id`, which begins with a `struct xfrm_usersa_id`.
pub mod aevent {
    /// Where this field begins.
    pub const SADDR: usize = 24;
    /// Where this field begins.
    pub const FLAGS: usize = 40;
    /// Where this field begins.
    pub const REQID: usize = 44;
    /// The size of it.
    pub const SIZE: usize = 48;
}
/// `struct xfrm_user_mapping`, which begins with a `struct xfrm_usersa_id`.
pub mod mapping {
    /// Where this field begins.
    pub const REQID: usize = 24;
    /// Where this field begins.
    pub const OLD_SADDR: usize = 28;
    /// Where this field begins.
    pub const NEW_SADDR: usize = 44;
    /// Where this field begins.
    pub const OLD_SPORT: usize = 60;
    /// Where this field begins.
    pub const NEW_SPORT: usize = 62;
    /// The size of it.
    pub const SIZE: usize = 64;
}
/// `struct xfrm_algo`; the other two have a length of four bytes before the key.
pub mod algo {
    /// Where this field begins.
    pub const KEY_LEN: usize = 64;
    /// Where this field begins.
    pub const KEY: usize = 68;
    /// The size of it.
    pub const SIZE: usize = 68;
}
/// `struct xfrm_replay_state_esn`.
pub mod esn {
    /// Where this field begins.
    pub const BMP_LEN: usize = 0;
    /// Where this field begins.
    pub const OSEQ: usize = 4;
    /// Where this field begins.
    pub const SEQ: usize = 8;
    /// Where this field begins.
    pub const OSEQ_HI: usize = 12;
    /// Where this field begins.
    pub const SEQ_HI: usize = 16;
    /// Where this field begins.
    pub const REPLAY_WINDOW: usize = 20;
    /// The size of it.
    pub const SIZE: usize = 24;
}
/// `struct xfrm_encap_tmpl`.
pub mod encap {
    /// Where this field begins.
    pub const TYPE: usize = 0;
    /// Where this field begins.
    pub const SPORT: usize = 2;
    /// Where this field begins.
    pub const DPORT: usize = 4;
    /// Where this field begins.
    pub const OA: usize = 8;
    /// The size of it.
    pub const SIZE: usize = 24;
}
/// `struct xfrm_user_report`.
pub mod report {
    /// Where this field begins.
    pub const SEL: usize = 4;
    /// The size of it.
    pub const SIZE: usize = 60;
}
/// The size of `struct xfrm_userpolicy_id`.
pub const POLICY_ID_SIZE: usize = 64;
/// The size of `struct xfrm_user_expire`, whose last part says whether the limit was hard.
pub const EXPIRE_SIZE: usize = 232;
/// The size of `struct xfrm_user_polexpire`.
pub const POLEXPIRE_SIZE: usize = 176;
