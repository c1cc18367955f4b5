using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Portal.Infrastructure.Shared.Database;

/// <summary>Columns, keys and indexes in lower snake case, so that hand-written SQL needs no quotes on either provider.</summary>
internal static class SnakeCase
{
    public static void Apply(ModelBuilder builder)
    {
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            var table = entity.GetTableName();
            foreach (var property in entity.GetProperties())
                if (!entity.IsMappedToJson()) property.SetColumnName(Of(property.Name));
            foreach (var key in entity.GetKeys())
                key.SetName(key.IsPrimaryKey() ? $"pk_{table}" : Of(key.GetName() ?? table + "_key"));
            foreach (var key in entity.GetForeignKeys())
                key.SetConstraintName($"fk_{table}_{string.Join('_', key.Properties.Select(property => Of(property.Name)))}");
            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName(Of(index.GetDatabaseName() ?? table + "_index"));
        }
    }

    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var index = 0; index < name.Length; index++)
        {
            var letter = name[index];
            if (char.IsUpper(letter) && index > 0 && name[index - 1] != '_' && !char.IsUpper(name[index - 1])) text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
