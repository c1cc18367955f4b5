using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Identity.DataProtection;

/// <summary>Seals the secret part of a data-protection key under the current key-encryption key, whose version stands beside it.</summary>
internal sealed class XmlEncryptor(KeyEncryptionKeys keks) : IXmlEncryptor
{
    internal static readonly XName Element = "sealed";
    internal static readonly XName Version = "kek";

    /// <summary>Where the sealed bytes belong: nothing else opens with it.</summary>
    internal static byte[] Where => Context.Of("data-protection", Guid.Empty);

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var data = Convert.ToBase64String(keks.Wrap(plain, Where));
        return new EncryptedXmlInfo(new XElement(Element, new XAttribute(Version, keks.Current.ToString(CultureInfo.InvariantCulture)), data), typeof(XmlDecryptor));
    }
}

/// <summary>Made by the framework from the type's name that stands with the key, with its service provider.</summary>
internal sealed class XmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var version = int.Parse(encryptedElement.Attribute(XmlEncryptor.Version)!.Value, NumberStyles.None, CultureInfo.InvariantCulture);
        var plain = services.GetRequiredService<KeyEncryptionKeys>().Unwrap(version, Convert.FromBase64String(encryptedElement.Value), XmlEncryptor.Where);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
