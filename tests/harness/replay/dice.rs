//! Numbers that look random and are the same in every run.

/// xorshift64.
pub struct Dice(u64);

impl Dice {
    /// The seed is a text: the kind, what is compared, the round.
    pub fn new(seed: &str) -> Self {
        let seed = seed.bytes().fold(0x9e37_79b9_7f4a_7c15, |seed: u64, byte| {
            seed.rotate_left(7) ^ u64::from(byte)
        });
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `sides`.
    pub fn below(&mut self, sides: usize) -> usize {
        (self.roll() >> 11) as usize % sides
    }

    /// Whether something happens that does so `times` in `of`.
    pub fn happens(&mut self, times: usize, of: usize) -> bool {
        self.below(of) < times
    }

    /// One of these.
    pub fn pick<'p, T>(&mut self, from: &'p [T]) -> &'p T {
        &from[self.below(from.len())]
    }
}
