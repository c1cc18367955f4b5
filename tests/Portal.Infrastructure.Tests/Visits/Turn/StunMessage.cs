using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Infrastructure.Tests.Visits.Turn;

/// <summary>The messages of RFC 8489 and RFC 8656 that a client of TURN needs.</summary>
internal enum StunMethod
{
    Binding = 0x001,
    Allocate = 0x003,
    Refresh = 0x004,
    Send = 0x006,
    Data = 0x007,
    CreatePermission = 0x008,
}

internal enum StunAttribute
{
    Username = 0x0006,
    MessageIntegrity = 0x0008,
    ErrorCode = 0x0009,
    Lifetime = 0x000D,
    XorPeerAddress = 0x0012,
    Data = 0x0013,
    Realm = 0x0014,
    Nonce = 0x0015,
    XorRelayedAddress = 0x0016,
    RequestedAddressFamily = 0x0017,
    RequestedTransport = 0x0019,
    XorMappedAddress = 0x0020,
}

/// <summary>One message: a header of 20 bytes, then attributes in multiples of four.</summary>
internal sealed class StunMessage
{
    public const int HeaderSize = 20;
    private const uint Cookie = 0x2112A442;
    private const int IndicationClass = 0x010;
    private const int ErrorClass = 0x110;
    private readonly List<(StunAttribute Kind, byte[] Value)> attributes = [];
    private readonly byte[] transaction;
    private readonly int kind;

    public StunMessage(StunMethod method, bool isIndication = false)
        : this((int)method | (isIndication ? IndicationClass : 0), RandomNumberGenerator.GetBytes(12))
    {
    }

    private StunMessage(int kind, byte[] transaction) => (this.kind, this.transaction) = (kind, transaction);

    public bool IsError => (kind & ErrorClass) == ErrorClass;

    public bool IsIndication => (kind & ErrorClass) == IndicationClass;

    /// <summary>200, or what the error's attribute says.</summary>
    public int Code => IsError && Find(StunAttribute.ErrorCode) is { } value ? (value[2] * 100) + value[3] : 200;

    public static StunMessage Parse(ReadOnlySpan<byte> bytes)
    {
        var message = new StunMessage(BinaryPrimitives.ReadUInt16BigEndian(bytes), bytes[8..HeaderSize].ToArray());
        var end = HeaderSize + BodyLength(bytes);
        for (var at = HeaderSize; at < end;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            message.attributes.Add(((StunAttribute)BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]), bytes.Slice(at + 4, length).ToArray()));
            at += 4 + Padded(length);
        }

        return message;
    }

    /// <summary>How many bytes follow a header.</summary>
    public static int BodyLength(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt16BigEndian(header[2..]);

    public bool Answers(StunMessage request) => !IsIndication && transaction.AsSpan().SequenceEqual(request.transaction);

    public byte[]? Find(StunAttribute attribute) => attributes.Where(one => one.Kind == attribute).Select(one => one.Value).FirstOrDefault();

    public string Text(StunAttribute attribute) => Encoding.UTF8.GetString(Find(attribute) ?? throw new InvalidOperationException($"The answer {Code} has no {attribute}."));

    public StunMessage With(StunAttribute attribute, params byte[] value)
    {
        attributes.Add((attribute, value));
        return this;
    }

    public StunMessage With(StunAttribute attribute, string value) => With(attribute, Encoding.UTF8.GetBytes(value));

    public StunMessage With(StunAttribute attribute, IPEndPoint address) => With(attribute, Obscured(address));

    /// <summary>An address as it stands in the attribute, made readable.</summary>
    public IPEndPoint Address(StunAttribute attribute)
    {
        var value = (Find(attribute) ?? throw new InvalidOperationException($"The answer {Code} has no {attribute}.")).ToArray();
        Mask(value);
        return new IPEndPoint(new IPAddress(value.AsSpan(4)), BinaryPrimitives.ReadUInt16BigEndian(value.AsSpan(2)));
    }

    /// <summary>The message with a MESSAGE-INTEGRITY of that key behind it, where there is one.</summary>
    public byte[] Write(byte[]? key)
    {
        const int IntegritySize = 24;
        var body = attributes.SelectMany(one => Attribute(one.Kind, one.Value)).ToArray();
        var bytes = new byte[HeaderSize + body.Length + (key is null ? 0 : IntegritySize)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)kind);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)(bytes.Length - HeaderSize));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), Cookie);
        transaction.CopyTo(bytes, 8);
        body.CopyTo(bytes, HeaderSize);
        if (key is null) return bytes;
#pragma warning disable CA5350 // The protocol's own algorithm.
        var mac = HMACSHA1.HashData(key, bytes.AsSpan(0, HeaderSize + body.Length));
#pragma warning restore CA5350
        Attribute(StunAttribute.MessageIntegrity, mac).CopyTo(bytes, HeaderSize + body.Length);
        return bytes;
    }

    private static byte[] Attribute(StunAttribute attribute, byte[] value)
    {
        var bytes = new byte[4 + Padded(value.Length)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)attribute);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)value.Length);
        value.CopyTo(bytes, 4);
        return bytes;
    }

    private byte[] Obscured(IPEndPoint address)
    {
        var ip = address.Address.GetAddressBytes();
        var value = new byte[4 + ip.Length];
        value[1] = address.AddressFamily == AddressFamily.InterNetwork ? (byte)1 : (byte)2;
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(2), (ushort)address.Port);
        ip.CopyTo(value, 4);
        Mask(value);
        return value;
    }

    /// <summary>Exclusive or with the cookie and the transaction, there and back: so that no router on the way takes it for an address to translate.</summary>
    private void Mask(byte[] value)
    {
        var mask = new byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(mask, Cookie);
        transaction.CopyTo(mask, 4);
        for (var at = 0; at < 2; at++) value[2 + at] ^= mask[at];
        for (var at = 0; at < value.Length - 4; at++) value[4 + at] ^= mask[at];
    }

    private static int Padded(int length) => (length + 3) & ~3;
}
