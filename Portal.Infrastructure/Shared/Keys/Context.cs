using System.Text;

namespace Portal.Infrastructure.Shared.Keys;

/// <summary>The associated data of everything sealed: what it is, then the ids of where it belongs.</summary>
internal static class Context
{
    public static byte[] Of(string what, Guid first, Guid second = default)
    {
        var name = Encoding.ASCII.GetBytes(what);
        var bytes = new byte[name.Length + 1 + 32];
        name.CopyTo(bytes, 0);
        first.TryWriteBytes(bytes.AsSpan(name.Length + 1), bigEndian: true, out _);
        second.TryWriteBytes(bytes.AsSpan(name.Length + 17), bigEndian: true, out _);
        return bytes;
    }
}
