using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Shared.Keys;

/// <inheritdoc/>
internal sealed class KeyUpkeep(IOptions<KeyOptions> options, IHostEnvironment environment) : IKeyUpkeep
{
    public bool CreateFirst()
    {
        try
        {
            return KeyEncryptionKeys.CreateFirst(KeyEncryptionKeys.DirectoryOf(options.Value, environment));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SetupException($"The folder of Keys:Directory cannot be written ({error.GetType().Name}): the first key-encryption key was not made.");
        }
    }
}
