using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Portal.Infrastructure.Shared.Network;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Fhir;

/// <summary>What never left is told from what was not answered, and nothing is sent twice.</summary>
public sealed class TransportTests : ClientBench
{
    [Fact]
    public async Task A_server_that_reads_and_hangs_up_may_have_stored_it()
    {
        Server.Answer = Abort;
        Assert.Equal(new FhirReply.NoAnswer(TransportFault.ConnectionLost), await Create());
        Assert.Single(Server.Requests);
    }

    /// <summary>The framework sends some requests again by itself when a connection that it kept turns out to be gone; a write must not be among them.</summary>
    [Fact]
    public async Task Neither_is_it_sent_again_over_another_connection_than_one_that_was_kept()
    {
        var client = Client();
        Server.Answer = ScriptedServer.Says(201, Created);
        for (var time = 0; time < 3; time++) await Answered(client);
        Server.Answer = Abort;
        Assert.IsType<FhirReply.NoAnswer>(await Create(client));
        Assert.Equal(4, Server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_may_have_stored_it()
    {
        var clock = new ManualClock();
        Server.Answer = context =>
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            return Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        Assert.Equal(new FhirReply.NoAnswer(TransportFault.TimedOut), await Create(Client(clock: clock)));
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task The_callers_own_cancelling_is_not_an_outcome()
    {
        using var cancel = new CancellationTokenSource();
        Server.Answer = async context =>
        {
            await cancel.CancelAsync();
            await Abort(context);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client().Create("Communication", Resource, null, RequestId, cancel.Token));
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_left()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/fhir");
        listener.Stop();
        Assert.Equal(new FhirReply.NotSent(TransportFault.NotConnected), await Create(Client(at: address)));
    }

    [Fact]
    public async Task To_a_name_that_leads_nowhere_nothing_left()
    {
        using var http = GuardedHttp.Client(new AddressGuard(allowsPrivate: true, (_, _) => throw new SocketException((int)SocketError.HostNotFound)));
        Assert.Equal(new FhirReply.NotSent(TransportFault.NameNotFound), await Create(Client(over: http, at: new Uri("http://ehr.example/fhir"))));
    }

    [Fact]
    public async Task To_an_address_that_is_not_allowed_nothing_left()
    {
        using var http = GuardedHttp.Client(new AddressGuard(allowsPrivate: false));
        Assert.Equal(new FhirReply.NotSent(TransportFault.AddressForbidden), await Create(Client(over: http)));
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task To_a_server_whose_certificate_is_not_trusted_nothing_left()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var server = await ScriptedServer.Start(certificate);
        Assert.Equal(new FhirReply.NotSent(TransportFault.TlsFailed), await Create(Client(at: server.Fhir)));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task What_answers_and_is_no_web_server_may_have_stored_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var talking = Task.Run(async () =>
        {
            using var peer = await listener.AcceptTcpClientAsync();
            var stream = peer.GetStream();
            var read = new byte[16 * 1024];
            for (var seen = ""; !seen.Contains("\"completed\"}", StringComparison.Ordinal);) seen += System.Text.Encoding.UTF8.GetString(read, 0, await stream.ReadAsync(read));
            await stream.WriteAsync("hello, this is mail\r\n\r\n"u8.ToArray());
        });
        var reply = await Create(Client(at: new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/fhir")));
        await talking;
        Assert.Equal(new FhirReply.NoAnswer(TransportFault.NotHttp), reply);
    }

    private static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }
}
