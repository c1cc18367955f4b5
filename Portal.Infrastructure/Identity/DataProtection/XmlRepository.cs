using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.DataProtection;

/// <summary>Data-protection keys and revocations, one row each; the framework calls it seldom and synchronously.</summary>
internal sealed class XmlRepository(IDbContextFactory<PortalDbContext> contexts) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var context = contexts.CreateDbContext();
        return context.Set<DataProtectionKeyRow>().AsNoTracking().OrderBy(row => row.Id).Select(row => row.Xml).ToList().ConvertAll(XElement.Parse);
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var context = contexts.CreateDbContext();
        context.Add(new DataProtectionKeyRow { Id = Guid.CreateVersion7(), Xml = element.ToString(SaveOptions.DisableFormatting) });
        context.SaveChanges();
    }
}
