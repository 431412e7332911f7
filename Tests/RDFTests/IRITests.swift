import RDF
import Testing

@Suite("IRIs")
struct IRITests {
    // RFC 3986, sections 5.4.1 and 5.4.2.
    @Test(
        "references resolve as the examples of RFC 3986 say",
        arguments: [
            ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"), ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"), ("g#s", "http://a/b/c/g#s"), ("g?y#s", "http://a/b/c/g?y#s"),
            (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"), ("g;x?y#s", "http://a/b/c/g;x?y#s"),
            ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("./", "http://a/b/c/"), ("..", "http://a/b/"),
            ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"), ("../../", "http://a/"),
            ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("../../../../g", "http://a/g"),
            ("/./g", "http://a/g"), ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"),
            ("g..", "http://a/b/c/g.."), ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"),
            ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"),
            ("g;x=1/./y", "http://a/b/c/g;x=1/y"), ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/./x", "http://a/b/c/g?y/./x"), ("g#s/../x", "http://a/b/c/g#s/../x"),
        ])
    func resolution(reference: String, expected: String) throws {
        let base = IRI("http://a/b/c/d;p?q")
        #expect(try base.resolving(reference) == IRI(expected))
    }

    @Test(
        "IRIs with forbidden characters, bad escapes or no scheme are refused",
        arguments: [
            "", "a", "/a", "http://a b", "http://a/<", "http://a/%4", "http://a/%zz", "http://a/#b#c", "1a:b",
            "http://a/\u{FFFE}", "http://a/[b]", "http://a/\u{0}", "urn:a|b", "http://a/\u{E000}",
        ])
    func refused(text: String) {
        #expect(throws: IRIError.self) { try IRI(checking: text) }
    }

    @Test(
        "IRIs of every kind in use are accepted",
        arguments: [
            "http://snomed.info/id/38341003", "urn:hl7-org:elm:r1/", "http://例え.jp/引き割り?q=ü#片", "http://[::1]:80/",
            "tag:a@b.c,2020:x", "http://a/?\u{E000}", "scheme:", "http://a/%C3%A9",
        ])
    func accepted(text: String) throws {
        #expect(try IRI(checking: text).string == text)
    }

    @Test("terms compare by code points, not by canonical equivalence")
    func canonicalEquivalence() {
        #expect("\u{E9}" == "e\u{301}")
        #expect(IRI("urn:\u{E9}") != IRI("urn:e\u{301}"))
        #expect(Literal("\u{E9}") != Literal("e\u{301}"))
        #expect(Set([BlankNode("\u{E9}"), BlankNode("e\u{301}")]).count == 2)
    }
}
