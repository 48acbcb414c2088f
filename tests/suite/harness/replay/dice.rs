//! Pseudo-random numbers, equal in every run.

/// xorshift64.
pub struct Dice(u64);

impl Dice {
    /// The seed is a text: kind, comparison, round.
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

    /// Whether an event of probability `times`/`of` happens.
    pub fn happens(&mut self, times: usize, of: usize) -> bool {
        self.below(of) < times
    }

    /// A random element.
    pub fn pick<'p, T>(&mut self, from: &'p [T]) -> &'p T {
        &from[self.below(from.len())]
    }
}
