using System.Globalization;
using System.Numerics;

namespace Portal.Domain.Shared.Signatures;

/// <summary>
/// Whether two coordinates are a point of a curve: y² = x³ - 3x + b modulo p. A point off the curve is how a forged key attacks some
/// implementations, so it is refused before any of them sees it. Both curves have prime order, so that every point on them but infinity, which
/// has no coordinates, will do. Constants: NIST SP 800-186 sections 3.2.1.3 and 3.2.1.4.
/// </summary>
internal static class EllipticPoint
{
    private static readonly BigInteger P256 = Hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static readonly BigInteger B256 = Hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

    private static readonly BigInteger P384 =
        Hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff");

    private static readonly BigInteger B384 =
        Hex("b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef");

    public static bool IsOnP256(byte[] x, byte[] y) => IsOn(P256, B256, x, y);

    public static bool IsOnP384(byte[] x, byte[] y) => IsOn(P384, B384, x, y);

    private static bool IsOn(BigInteger prime, BigInteger b, byte[] left, byte[] right)
    {
        var x = new BigInteger(left, isUnsigned: true, isBigEndian: true);
        var y = new BigInteger(right, isUnsigned: true, isBigEndian: true);
        return x < prime && y < prime && ((y * y) - ((x * x * x) - (3 * x) + b)) % prime == 0;
    }

    private static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
