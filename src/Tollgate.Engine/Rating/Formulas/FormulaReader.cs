using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating.Formulas;

/// <summary>Reads the text of a formula, by recursive descent: a sum of products of signed values.</summary>
internal sealed class FormulaReader(string text)
{
    public const int MostCharacters = 500;
    private const int MostDepth = 32;
    private const int MostDigits = 9;

    private static readonly (string Sign, int[] Orders)[] Comparisons =
    [
        ("<=", [-1, 0]), (">=", [1, 0]), ("!=", [-1, 1]), ("<", [-1]), (">", [1]), ("=", [0]),
    ];

    private int _at;
    private int _depth;
    private string? _problem;

    /// <returns>Null when it is no formula.</returns>
    public Expression? Read(out string problem)
    {
        Expression? whole = text.Length > MostCharacters ? Fail($"A formula has up to {MostCharacters} characters; this one has {text.Length}") : ReadSum();
        if (whole is not null && Peek() != '\0')
            whole = Fail($"'{Peek()}' is too much");
        problem = _problem is null ? "" : $"{_problem}, at character {Math.Min(_at, text.Length) + 1}.";
        return whole;
    }

    private Expression? ReadSum()
    {
        Expression? left = ReadProduct();
        while (left is not null && Peek() is '+' or '-')
        {
            bool plus = text[_at++] == '+';
            if (ReadProduct() is not { } right)
                return null;
            left = plus ? new Sum(left!, right) : new Subtraction(left!, right);
        }

        return left;
    }

    private Expression? ReadProduct()
    {
        Expression? left = ReadValue();
        while (left is not null && Peek() is '*' or '/')
        {
            bool times = text[_at++] == '*';
            if (ReadValue() is not { } right)
                return null;
            left = times ? new Product(left!, right) : new Quotient(left!, right);
        }

        return left;
    }

    private Expression? ReadValue()
    {
        if (++_depth > MostDepth)
            return Fail($"Brackets stand at most {MostDepth} deep");
        char next = Peek();
        Expression? value;
        if (next == '-')
        {
            _at++;
            value = ReadValue() is { } negated ? new Subtraction(new Constant(Exact.Zero), negated) : null;
        }
        else if (next == '(')
        {
            _at++;
            value = ReadSum();
            if (value is not null && !Take(')'))
                value = null;
        }
        else
        {
            value = char.IsAsciiDigit(next) ? ReadNumber() : char.IsAsciiLetter(next) ? ReadWord() : Fail(next == '\0' ? "A value is missing at the end" : $"Here stands '{next}' where a number, quantity or a function must");
        }

        _depth--;
        return value;
    }

    private Constant? ReadNumber()
    {
        int start = _at;
        while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.'))
            _at++;
        if (Rate.TryParse(text[start.._at], out Rate number, out _))
            return new Constant(number);
        string digits = text[start.._at];
        _at = start;
        Fail($"'{digits}' is no number; a number has up to 16 digits before the point and 12 behind it");
        return null;
    }

    private Expression? ReadWord()
    {
        int start = _at;
        while (_at < text.Length && char.IsAsciiLetter(text[_at]))
            _at++;
        string word = text[start.._at];
        switch (word)
        {
            case "quantity":
                return new TheQuantity();
            case "min":
                return ReadTwo() is var (a, b) ? new Least(a, b) : null;
            case "max":
                return ReadTwo() is var (c, d) ? new Most(c, d) : null;
            case "ceil" or "floor":
                return Take('(') && ReadSum() is { } whole && Take(')') ? new Rounded(whole, 0, word == "ceil" ? RoundingMode.Up : RoundingMode.Down) : null;
            case "round":
                return ReadRound();
            case "if":
                return ReadChoice();
            default:
                _at = start;
                return Fail($"'{word}' is not known here; a formula has quantity, min, max, ceil, floor, round and if");
        }
    }

    private (Expression, Expression)? ReadTwo() =>
        Take('(') && ReadSum() is { } left && Take(',') && ReadSum() is { } right && Take(')') ? (left, right) : null;

    private Rounded? ReadRound()
    {
        if (!Take('(') || ReadSum() is not { } value || !Take(','))
            return null;
        char digit = Peek();
        if (!char.IsAsciiDigit(digit))
        {
            Fail($"round takes a number of digits from 0 to {MostDigits} behind the comma");
            return null;
        }

        _at++;
        return Take(')') ? new Rounded(value, digit - '0', RoundingMode.HalfUp) : null;
    }

    private Choice? ReadChoice()
    {
        if (!Take('(') || ReadSum() is not { } left)
            return null;
        _ = Peek();
        (string Sign, int[] Orders) comparison = Comparisons.FirstOrDefault(one => string.CompareOrdinal(text, _at, one.Sign, 0, one.Sign.Length) == 0);
        if (comparison.Sign is null)
        {
            Fail("if compares first: one of < <= > >= = != must stand here");
            return null;
        }

        _at += comparison.Sign.Length;
        return ReadSum() is { } right && Take(',') && ReadSum() is { } then && Take(',') && ReadSum() is { } otherwise && Take(')')
            ? new Choice(left, comparison.Orders, right, then, otherwise)
            : null;
    }

    /// <summary>The next character that is no blank; a null character at the end.</summary>
    private char Peek()
    {
        while (_at < text.Length && text[_at] == ' ')
            _at++;
        return _at < text.Length ? text[_at] : '\0';
    }

    private bool Take(char wanted)
    {
        if (Peek() == wanted)
        {
            _at++;
            return true;
        }

        Fail(Peek() == '\0' ? $"'{wanted}' is missing at the end" : $"Here stands '{Peek()}' where '{wanted}' must");
        return false;
    }

    private Expression? Fail(string problem)
    {
        _problem ??= problem;
        return null;
    }
}
