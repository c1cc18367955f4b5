using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Portal.Testing.Mail;

/// <summary>
/// A mail server for tests: real TCP on a free loopback port, the commands of RFC 5321 that a client of the framework's uses, no TLS. It keeps what it takes.
/// </summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentQueue<ReceivedMail> received = new();
    private readonly SemaphoreSlim arrived = new(0);
    private readonly Task accepting;

    public SmtpServer()
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = Task.Run(Accept);
    }

    public int Port { get; }

    /// <summary>Set to answer every mail with this line, for example <c>451 try later</c>; null takes mails.</summary>
    public string? Refusal { get; set; }

    /// <summary>Set to read and never answer.</summary>
    public bool IsMute { get; set; }

    public IReadOnlyCollection<ReceivedMail> Received => received;

    /// <summary>The next mail, waited for at most ten seconds.</summary>
    public async Task<ReceivedMail> Next()
    {
        if (!await arrived.WaitAsync(TimeSpan.FromSeconds(10))) throw new TimeoutException("No mail came.");
        return received.TryDequeue(out var mail) ? mail : throw new InvalidOperationException("A mail was counted and is not there.");
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
#pragma warning disable VSTHRD003 // begun by the constructor, on the pool: nothing can wait for itself
        await accepting;
#pragma warning restore VSTHRD003
        ending.Dispose();
        arrived.Dispose();
    }

    private async Task Accept()
    {
        var open = new List<Task>();
        try
        {
            while (true) open.Add(Converse(await listener.AcceptTcpClientAsync(ending.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task Converse(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1);
                await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
                await Speak(reader, writer);
            }
            catch (Exception error) when (error is OperationCanceledException or IOException)
            {
                // The client left, or the test ended.
            }
        }
    }

    private async Task Speak(StreamReader reader, StreamWriter writer)
    {
        string from = "", to = "";
        await Say(writer, "220 test ready");
        while (await reader.ReadLineAsync(ending.Token) is { } line)
        {
            var command = line.Split(' ', ':')[0].ToUpperInvariant();
            switch (command)
            {
                case "EHLO" or "HELO" or "RSET":
                    await Say(writer, "250 test");
                    break;
                case "MAIL":
                    from = Address(line);
                    await Say(writer, Refusal ?? "250 ok");
                    break;
                case "RCPT":
                    to = Address(line);
                    await Say(writer, "250 ok");
                    break;
                case "DATA":
                    await Say(writer, "354 go on");
                    received.Enqueue(ReceivedMail.Read(from, to, await Data(reader)));
                    arrived.Release();
                    await Say(writer, "250 taken");
                    break;
                case "QUIT":
                    await Say(writer, "221 bye");
                    return;
                default:
                    await Say(writer, "502 not here");
                    break;
            }
        }
    }

    private Task Say(StreamWriter writer, string line) => IsMute ? Task.CompletedTask : writer.WriteLineAsync(line.AsMemory(), ending.Token);

    /// <summary>To the line with one dot; of lines that begin with a dot the first is taken off (RFC 5321, 4.5.2).</summary>
    private async Task<string> Data(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(ending.Token) is { } line && line != ".") text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return text.ToString();
    }

    private static string Address(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
}
