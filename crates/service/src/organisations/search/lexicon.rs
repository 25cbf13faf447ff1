//! Every word that occurs, as a tree of letters: who begins with these letters is one range of numbers.

/// A place in the tree: the words that begin with the letters on the way to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// The first word below this place.
    pub low: u32,
    /// One past the last word below this place.
    pub high: u32,
    children: u32,
    count: u16,
    /// Whether the letters on the way are themselves a word; it is then `low`.
    pub is_word: bool,
}

/// All words in order, each known by its number.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    nodes: Vec<Node>,
    /// The letter that leads to each node.
    labels: Vec<u8>,
}

/// Where the tree begins.
pub(super) const ROOT: u32 = 0;

impl Lexicon {
    /// From words in byte order, each once.
    pub fn of<T: AsRef<[u8]>>(words: &[T]) -> Self {
        let root = Node { low: 0, high: number(words.len()), children: 0, count: 0, is_word: false };
        let mut lexicon = Self { nodes: vec![root], labels: vec![0] };
        // Level by level, so that the children of one node lie side by side.
        let mut depths = vec![0_usize];
        let mut at = 0;
        while at < lexicon.nodes.len() {
            lexicon.grow(at, words, &mut depths);
            at += 1;
        }
        lexicon
    }

    fn grow<T: AsRef<[u8]>>(&mut self, at: usize, words: &[T], depths: &mut Vec<usize>) {
        let (node, depth) = (self.nodes[at], depths[at]);
        let first_child = self.nodes.len();
        let mut low = node.low as usize;
        let high = node.high as usize;
        if low < high && words[low].as_ref().len() == depth {
            self.nodes[at].is_word = depth > 0;
            low += 1;
        }
        while low < high {
            let label = words[low].as_ref()[depth];
            let same = words[low..high].partition_point(|word| word.as_ref()[depth] == label);
            self.nodes.push(Node { low: number(low), high: number(low + same), children: 0, count: 0, is_word: false });
            self.labels.push(label);
            depths.push(depth + 1);
            low += same;
        }
        self.nodes[at].children = number(first_child);
        self.nodes[at].count = u16::try_from(self.nodes.len() - first_child).unwrap_or(u16::MAX);
    }

    /// The node of this number.
    pub fn node(&self, at: u32) -> Node {
        self.nodes[at as usize]
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The numbers of a node's children.
    pub fn children(&self, at: u32) -> std::ops::Range<u32> {
        let node = self.nodes[at as usize];
        node.children..node.children + u32::from(node.count)
    }

    /// The letter that leads to this node.
    pub fn label(&self, at: u32) -> u8 {
        self.labels[at as usize]
    }

    /// Where this letter leads to.
    pub fn child(&self, at: u32, letter: u8) -> Option<u32> {
        let Node { children, count, .. } = self.nodes[at as usize];
        let first = children as usize;
        self.labels[first..first + count as usize]
            .iter()
            .position(|label| *label == letter)
            .map(|steps| children + number(steps))
    }

    /// Where these letters lead to, if any word begins with them.
    pub fn descend(&self, from: u32, letters: &[u8]) -> Option<u32> {
        letters.iter().try_fold(from, |at, letter| self.child(at, *letter))
    }
}

/// A count that is known to be small: there are fewer than four thousand million of anything here.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_lead_to_the_words_that_begin_with_them() {
        let lexicon = Lexicon::of(&["mar", "mark", "mary", "marys", "st"]);
        let node = |letters: &str| {
            let at = lexicon.descend(ROOT, letters.as_bytes())?;
            let node = lexicon.node(at);
            Some((node.low, node.high, node.is_word))
        };
        assert_eq!(node("m"), Some((0, 4, false)));
        assert_eq!(node("mar"), Some((0, 4, true)));
        assert_eq!(node("mary"), Some((2, 4, true)));
        assert_eq!(node("s"), Some((4, 5, false)));
        assert_eq!(node("marysx"), None);
        assert_eq!(node("x"), None);
    }

    #[test]
    fn no_words_are_no_harm() {
        let lexicon = Lexicon::of::<&str>(&[]);
        assert_eq!(lexicon.descend(ROOT, b"a"), None);
    }
}
