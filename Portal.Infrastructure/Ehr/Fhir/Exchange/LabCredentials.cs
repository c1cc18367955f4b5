using System.Net.Http.Headers;
using System.Text;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>A server in a laboratory that asks for nothing.</summary>
internal sealed class NoCredentials : IFhirCredentials
{
    public ValueTask<Admission> Current(CancellationToken cancel) => ValueTask.FromResult<Admission>(new Admission.Granted(null));

    public bool Discard(Admission.Granted refused) => false;
}

/// <summary>A server in a laboratory that asks for a name and a password (RFC 7617).</summary>
internal sealed class BasicCredentials(string name, string password) : IFhirCredentials
{
    private readonly AuthenticationHeaderValue header = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));

    public ValueTask<Admission> Current(CancellationToken cancel) => ValueTask.FromResult<Admission>(new Admission.Granted(header));

    public bool Discard(Admission.Granted refused) => false;
}
