using System.Net.Http.Headers;
using System.Text;

namespace Tollgate.Server.Tests.Docs;

/// <summary>
/// A request in the shape of a <c>.http</c> file: method and path, headers, an empty line, the body. A query may go on in lines of its own
/// that begin with white space.
/// </summary>
internal static class HttpText
{
    public static HttpRequestMessage Read(string text)
    {
        string[] lines = text.Split('\n');
        string[] first = lines[0].Split(' ', 2);
        int at = 1;
        string path = first[1].Trim();
        while (at < lines.Length && lines[at].StartsWith(' ') && lines[at].TrimStart() is ['?' or '&', ..])
            path += lines[at++].Trim();

        var request = new HttpRequestMessage(HttpMethod.Parse(first[0]), path);
        string? contentType = null;
        for (; at < lines.Length && lines[at].Length > 0; at++)
        {
            string[] header = lines[at].Split(':', 2);
            if (header[0].Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
                contentType = header[1].Trim();
            else
                request.Headers.TryAddWithoutValidation(header[0], header[1].Trim()).ShouldBeTrue(lines[at]);
        }

        string body = string.Join('\n', lines.Skip(at + 1));
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType ?? "application/json");
        }

        return request;
    }
}
