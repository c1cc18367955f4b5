using System.Buffers.Text;
using System.Security.Cryptography;
using Portal.Domain.Ehr;

namespace Portal.Infrastructure.Ehr.Smart;

/// <summary>One key pair of the portal; it prints as its name.</summary>
internal sealed class ClientKey(Guid id, ClientAlgorithm algorithm, byte[] pkcs8)
{
    private const int RsaBits = 3072;

    public string Kid { get; } = id.ToString("D");

    public ClientAlgorithm Algorithm => algorithm;

    /// <summary>A new private key, as PKCS #8.</summary>
    public static byte[] Make(ClientAlgorithm algorithm)
    {
        using AsymmetricAlgorithm key = algorithm switch
        {
            ClientAlgorithm.ES384 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            ClientAlgorithm.RS384 => RSA.Create(RsaBits),
        };
        return key.ExportPkcs8PrivateKey();
    }

    /// <summary>The signature over the data in the form of RFC 7518.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        switch (algorithm)
        {
            case ClientAlgorithm.ES384:
                using (var key = ECDsa.Create())
                {
                    key.ImportPkcs8PrivateKey(pkcs8, out _);
                    return key.SignData(data, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
                }

            case ClientAlgorithm.RS384:
                using (var key = RSA.Create())
                {
                    key.ImportPkcs8PrivateKey(pkcs8, out _);
                    return key.SignData(data, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
                }

            default:
                throw new InvalidOperationException($"{algorithm} is no signature.");
        }
    }

    public PublicJwk ToPublic() => algorithm switch
    {
        ClientAlgorithm.ES384 => Elliptic(),
        ClientAlgorithm.RS384 => Rsa(),
    };

    public override string ToString() => Kid;

    private PublicJwk Elliptic()
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new PublicJwk(Kid, "EC", nameof(ClientAlgorithm.ES384)) { Crv = "P-384", X = Base64Url.EncodeToString(point.X), Y = Base64Url.EncodeToString(point.Y) };
    }

    private PublicJwk Rsa()
    {
        using var key = RSA.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        var numbers = key.ExportParameters(includePrivateParameters: false);
        return new PublicJwk(Kid, "RSA", nameof(ClientAlgorithm.RS384)) { N = Base64Url.EncodeToString(numbers.Modulus), E = Base64Url.EncodeToString(numbers.Exponent) };
    }
}
