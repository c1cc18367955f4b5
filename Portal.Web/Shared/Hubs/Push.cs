using Microsoft.AspNetCore.SignalR;

namespace Portal.Web.Shared.Hubs;

/// <summary>One call of a hub at its clients, which all have one argument; the documentation of the hub is made from these.</summary>
internal sealed class Push<T>(string name)
{
    public string Name => name;

    /// <summary>Completes when it stands in the connection's output; into a connection that is gone it is nothing.</summary>
    public Task To(IClientProxy client, T argument) => client.SendAsync(name, argument);
}
