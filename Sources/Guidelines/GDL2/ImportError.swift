// Why a guideline or a fixture was refused: always by the name of the construct that stands in the way.

import RDF

extension GDL2 {
    public struct ImportError: Error, Hashable, Sendable, CustomStringConvertible {
        /// Where it stands: `rules/gt0010/when[2]`, `line 12`.
        public var place: String
        public var problem: Problem
        /// The text that was being read.
        public var text: String?
        /// Where in the file, if that is known.
        public var position: SourcePosition?

        public enum Problem: Hashable, Sendable {
            case notText(String)
            case notJSON(String)
            case missing(String)
            case wrongType(String, expected: String)
            case unsupported(String)
            case expected(String, found: String)
            case tooDeep(limit: Int)
            case notCompiled(String)
        }

        public init(
            at place: String, _ problem: Problem, in text: String? = nil, position: SourcePosition? = nil
        ) {
            self.place = place
            self.problem = problem
            self.text = text
            self.position = position
        }

        /// The message for a file: `file:line:column: …`.
        public func description(in file: String) -> String {
            "\(file)\(position.map { ":\($0.line):\($0.column)" } ?? ""): \(self)"
        }

        /// The same error with its position in the file's text, where its place can be found there.
        public func located(in text: String) -> ImportError {
            guard position == nil else { return self }
            var located = self
            located.position = GDL2.DocumentLocator(text).position(of: place)
            return located
        }

        public var description: String {
            let message =
                switch problem {
                case .notText(let advice): "the file is not text in UTF-8 or UTF-16: \(advice)"
                case .notJSON(let reason): "not a JSON text: \(reason)"
                case .missing(let name): "\(name) is missing"
                case .wrongType(let name, let expected): "\(name) must be \(expected)"
                case .unsupported(let construct): "\(construct) is not supported; the guideline is refused as a whole"
                case .expected(let wanted, let found): "expected \(wanted), found \(found)"
                case .tooDeep(let limit): "nested deeper than \(limit); split the expression"
                case .notCompiled(let reason): reason
                }
            return (place.isEmpty ? "" : place + ": ") + message + (text.map { ", in: \($0)" } ?? "")
        }
    }
}
