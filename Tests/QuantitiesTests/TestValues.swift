import Quantities
import Testing

func decimal(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text)) }
func point(_ text: String) throws -> DateTime { try #require(DateTime(text)) }
func duration(_ text: String) throws -> CalendarDuration { try #require(CalendarDuration(text)) }
