using Tollgate.Engine.Metering;

namespace Tollgate.Storage.Journal.Columns;

/// <summary>
/// Properties by name: an event refers to the list of its names, written once, and each name has a column of values. Every value's JSON text
/// comes back byte for byte.
/// </summary>
internal sealed class PropertyColumnsWriter(WordColumnWriter words)
{
    internal const int NewShape = 0, Loose = 1, FirstKnown = 2;

    /// <summary>More names or lists than this in one block are not columns; such events carry their names with them.</summary>
    private const int MaxShapes = 64, MaxColumns = 64;

    private readonly List<Shape> _shapes = [];
    private readonly Dictionary<string, PropertyValuesWriter> _columnOf = new(StringComparer.Ordinal);
    private readonly List<PropertyValuesWriter> _columns = [];
    private readonly Stack<PropertyValuesWriter> _spare = new();
    private readonly ByteColumn _refs = new();
    private readonly ByteColumn _shapeList = new();
    private readonly ByteColumn _loose = new();
    private int _last;

    private sealed record Shape(string[] Names, PropertyValuesWriter[] Columns);

    public int RawBytes
    {
        get
        {
            int bytes = _refs.Length + _shapeList.Length + _loose.Length;
            foreach (PropertyValuesWriter column in _columns)
                bytes += column.RawBytes;
            return bytes;
        }
    }

    public void Add(Properties properties)
    {
        ReadOnlySpan<Property> items = properties.Items.AsSpan();
        int shape = Find(items);
        if (shape < 0)
        {
            AddLoose(items);
            return;
        }

        PropertyValuesWriter[] columns = _shapes[shape].Columns;
        for (int i = 0; i < items.Length; i++)
            columns[i].Add(items[i].Json);
    }

    public void WriteTo(PayloadWriter payload)
    {
        payload.Column(_refs);
        payload.Column(_shapeList);
        payload.Column(_loose);
        foreach (PropertyValuesWriter column in _columns)
            column.WriteTo(payload);
    }

    public void Clear()
    {
        foreach (PropertyValuesWriter column in _columns)
        {
            column.Clear();
            _spare.Push(column);
        }

        _columns.Clear();
        _columnOf.Clear();
        _shapes.Clear();
        _refs.Clear();
        _shapeList.Clear();
        _loose.Clear();
        _last = 0;
    }

    private int Find(ReadOnlySpan<Property> items)
    {
        if (_last < _shapes.Count && Same(_shapes[_last], items))
        {
            _refs.Varint((ulong)_last + FirstKnown);
            return _last;
        }

        for (int i = 0; i < _shapes.Count; i++)
        {
            if (Same(_shapes[i], items))
            {
                _refs.Varint((ulong)i + FirstKnown);
                return _last = i;
            }
        }

        if (_shapes.Count == MaxShapes || _columns.Count + items.Length > MaxColumns)
            return -1;
        _refs.Byte(NewShape);
        _shapes.Add(Learn(items));
        return _last = _shapes.Count - 1;
    }

    private static bool Same(Shape shape, ReadOnlySpan<Property> items)
    {
        if (shape.Names.Length != items.Length)
            return false;
        for (int i = 0; i < items.Length; i++)
        {
            if (shape.Names[i] != items[i].Name)
                return false;
        }

        return true;
    }

    private Shape Learn(ReadOnlySpan<Property> items)
    {
        string[] names = new string[items.Length];
        PropertyValuesWriter[] columns = new PropertyValuesWriter[items.Length];
        _shapeList.Varint((ulong)items.Length);
        for (int i = 0; i < items.Length; i++)
        {
            names[i] = items[i].Name;
            _shapeList.Varint((ulong)words.PlaceOf(names[i]));
            if (!_columnOf.TryGetValue(names[i], out PropertyValuesWriter? column))
            {
                column = _spare.TryPop(out PropertyValuesWriter? spare) ? spare : new();
                _columnOf.Add(names[i], column);
                _columns.Add(column);
            }

            columns[i] = column;
        }

        return new(names, columns);
    }

    private void AddLoose(ReadOnlySpan<Property> items)
    {
        _refs.Byte(Loose);
        _loose.Varint((ulong)items.Length);
        foreach (Property item in items)
        {
            _loose.Text(item.Name);
            _loose.Text(item.Json);
        }
    }
}

internal sealed class PropertyColumnsReader
{
    private readonly ColumnReader _refs;
    private readonly ColumnReader _loose;
    private readonly List<Shape> _shapes = [];
    private readonly Dictionary<string, PropertyValuesReader> _columnOf = new(StringComparer.Ordinal);
    private readonly List<PropertyValuesReader> _columns = [];
    private int _learnt;

    /// <summary>Events with the same names; those with the same values too share one object.</summary>
    private sealed class Shape(string[] names, PropertyValuesReader[] columns)
    {
        private const int MostKept = 8;

        private readonly List<Properties> _met = [];

        public string[] Names => names;

        /// <summary>The values of the event that is being read.</summary>
        public string[] Values { get; } = new string[names.Length];

        public void Read()
        {
            for (int i = 0; i < columns.Length; i++)
                Values[i] = columns[i].Next();
        }

        // Values that repeat are one string in a block, so that their references tell whether all of them were met before.
        public Properties? Met()
        {
            foreach (Properties met in _met)
            {
                int same = 0;
                while (same < Values.Length && ReferenceEquals(met.Items[same].Json, Values[same]))
                    same++;
                if (same == Values.Length)
                    return met;
            }

            return null;
        }

        public Properties Keep(Properties read)
        {
            if (_met.Count < MostKept)
                _met.Add(read);
            return read;
        }
    }

    public PropertyColumnsReader(PayloadReader payload, WordColumnReader words)
    {
        _refs = payload.Column("property.shape_of_each");
        ColumnReader shapes = payload.Column("property.shapes");
        _loose = payload.Column("property.loose");
        List<string[]> lists = [];
        while (!shapes.AtEnd)
        {
            string[] names = new string[shapes.Count()];
            for (int i = 0; i < names.Length; i++)
                names[i] = words.Next(shapes);
            lists.Add(names);
        }

        // The columns stand in the order in which their names first come up.
        foreach (string[] names in lists)
            _shapes.Add(new(names, ColumnsOf(names, payload)));
    }

    public Properties Next()
    {
        int code = _refs.Index(_shapes.Count + PropertyColumnsWriter.FirstKnown);
        if (code == PropertyColumnsWriter.Loose)
            return NextLoose();
        if (code == PropertyColumnsWriter.NewShape && _learnt == _shapes.Count)
            throw _refs.Wrong("begins more lists of names than there are");
        Shape shape = _shapes[code == PropertyColumnsWriter.NewShape ? _learnt++ : code - PropertyColumnsWriter.FirstKnown];
        if (shape.Names.Length == 0)
            return Properties.None;

        shape.Read();
        return shape.Met() ?? shape.Keep(Of(Items(shape)));
    }

    public void MustBeAtEnd()
    {
        _refs.MustBeAtEnd();
        _loose.MustBeAtEnd();
        if (_learnt != _shapes.Count)
            throw _refs.Wrong("never uses a list of names");
        foreach (PropertyValuesReader column in _columns)
            column.MustBeAtEnd();
    }

    private static Property[] Items(Shape shape)
    {
        Property[] items = new Property[shape.Names.Length];
        for (int i = 0; i < items.Length; i++)
            items[i] = new(shape.Names[i], shape.Values[i]);
        return items;
    }

    private PropertyValuesReader[] ColumnsOf(string[] names, PayloadReader payload)
    {
        PropertyValuesReader[] columns = new PropertyValuesReader[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            if (!_columnOf.TryGetValue(names[i], out PropertyValuesReader? column))
            {
                column = new(payload, "property." + names[i]);
                _columnOf.Add(names[i], column);
                _columns.Add(column);
            }

            columns[i] = column;
        }

        return columns;
    }

    private Properties NextLoose()
    {
        Property[] items = new Property[_loose.Count()];
        for (int i = 0; i < items.Length; i++)
            items[i] = new(_loose.Text(), _loose.Text());
        return Of(items);
    }

    private Properties Of(Property[] items)
    {
        try
        {
            return Properties.Of(items);
        }
        catch (ArgumentException e)
        {
            throw _refs.Wrong($"leads to properties that cannot be: {e.Message}");
        }
    }
}
