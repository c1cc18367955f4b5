using Portal.Domain.Identity;

namespace Portal.Domain.Shared;

/// <summary>What the operator does to the key-encryption keys from the console.</summary>
public interface IKeyUpkeep
{
    /// <summary>Makes the first key where there is none; false where there is one already. A key is never overwritten.</summary>
    /// <exception cref="SetupException">The folder is not set or cannot be written.</exception>
    [DecidesNothing("a console command of whoever may write the folder of the keys")]
    bool CreateFirst();
}
