using System.Text.Json;
using Tollgate.Engine.Metering;
using Tollgate.Server.Http;

namespace Tollgate.Server.Metering;

/// <summary>Properties in requests other than events: of decisions, and of the price calculator.</summary>
internal static class PropertiesOf
{
    public static Properties Read(Fields fields, string name)
    {
        if (fields.Optional(name) is not { } value)
            return Properties.None;
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(value.GetRawText()), EventBatchReader.ReaderOptions);
        reader.Read();
        Fault? fault = EventValues.Properties(ref reader, fields.PointerTo(name), new Interned(), null, out Properties properties);
        return fault is null ? properties : throw new ProblemException(Problem.Shape(fault.Code, fault.Detail, fault.Pointer));
    }
}
