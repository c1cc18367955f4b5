using System.Security.Cryptography;
using System.Text;

namespace Portal.Infrastructure.Demo;

/// <summary>Ids of the demo's things: the same on every machine, so that tests and pictures can rely on them.</summary>
internal static class DemoIds
{
    /// <summary>A UUIDv7 whose time is fixed and whose random part is a hash of the name.</summary>
    public static Guid Of(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes("demo/" + name))[..16];
        ReadOnlySpan<byte> time = [0x01, 0x92, 0xf0, 0xc1, 0x00, 0x00];
        time.CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
