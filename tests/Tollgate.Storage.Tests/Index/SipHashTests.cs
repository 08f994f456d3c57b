using Tollgate.Storage.Index;

namespace Tollgate.Storage.Tests.Index;

/// <summary>The first vectors of the reference implementation (vectors_sip128 in https://github.com/veorq/SipHash/blob/master/vectors.h): key 00..0f, input 00, 01, 02 ...</summary>
public class SipHashTests
{
    [Theory]
    [InlineData(0, "a3817f04ba25a8e66df67214c7550293")]
    [InlineData(1, "da87c1d86b99af44347659119b22fc45")]
    [InlineData(2, "8177228da4a45dc7fca38bdef60affe4")]
    [InlineData(3, "9c70b60c5267a94e5f33b6b02985ed51")]
    public void Agrees_with_the_reference(int length, string expected)
    {
        byte[] key = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        byte[] input = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        UInt128 hash = new SipHash(key).Of(input);
        byte[] bytes = new byte[16];
        BitConverter.TryWriteBytes(bytes, unchecked((ulong)hash));
        BitConverter.TryWriteBytes(bytes.AsSpan(8), (ulong)(hash >> 64));
        Convert.ToHexStringLower(bytes).ShouldBe(expected);
    }
}
