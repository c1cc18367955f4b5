using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Portal.Infrastructure.Summaries.Drafting;

/// <summary>
/// The chat call of an OpenAI-compatible address (<c>POST {address}/chat/completions</c>), and no more of that API: no streams, no tools. It follows no redirect, tries nothing
/// twice, and reads at most a megabyte of an answer.
/// </summary>
internal sealed class OpenAiChat : IChatClient
{
    private const int LongestAnswer = 1024 * 1024;
    private readonly HttpClient http;
    private readonly Uri address;
    private readonly string model;

    public OpenAiChat(SummaryModelOptions options)
    {
        address = new Uri(options.Address.TrimEnd('/') + "/chat/completions");
        model = options.Name;
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !address.IsLoopback, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            MaxResponseContentBufferSize = LongestAnswer,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan, // whoever asks says how long
        };
        if (options.Key.Length > 0) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Key);
    }

    /// <summary>The first choice's text.</summary>
    /// <exception cref="HttpRequestException">No answer, another status than 200, or an answer that is not of this API.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var body = new ChatCall
        {
            Model = model,
            Messages = [.. messages.Select(message => new ChatCallMessage(message.Role.Value, message.Text))],
            Temperature = options?.Temperature,
            ResponseFormat = options?.ResponseFormat is ChatResponseFormatJson ? new ChatCallFormat("json_object") : null,
        };
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, ChatCallJson.Default.ChatCall));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.PostAsync(address, content, cancellationToken);
        if (!response.IsSuccessStatusCode) throw new HttpRequestException("The model's address answered with a problem.", null, response.StatusCode);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return Text(bytes) is { } text
            ? new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
            : throw new HttpRequestException("The model's address answered something that is not of this API.");
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A draft is asked for as a whole.");

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => http.Dispose();

    /// <summary>Null where it is none. The parser's own words are not passed on: they may repeat what was answered.</summary>
    private static string? Text(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, ChatCallJson.Default.ChatAnswer)?.Choices is [{ Message.Content: { } text }, ..] ? text : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record ChatCall
{
    [JsonPropertyName("model")]
    public string Model { get; init; } = "";

    [JsonPropertyName("messages")]
    public IReadOnlyList<ChatCallMessage> Messages { get; init; } = [];

    [JsonPropertyName("temperature")]
    public float? Temperature { get; init; }

    [JsonPropertyName("response_format")]
    public ChatCallFormat? ResponseFormat { get; init; }

    /// <summary>A record would print its members.</summary>
    public override string ToString() => Model;
}

internal sealed record ChatCallMessage([property: JsonPropertyName("role")] string Role, [property: JsonPropertyName("content")] string Content)
{
    public override string ToString() => Role;
}

internal sealed record ChatCallFormat([property: JsonPropertyName("type")] string Type);

internal sealed record ChatAnswer([property: JsonPropertyName("choices")] IReadOnlyList<ChatAnswerChoice>? Choices)
{
    public override string ToString() => nameof(ChatAnswer);
}

internal sealed record ChatAnswerChoice([property: JsonPropertyName("message")] ChatCallMessage? Message)
{
    public override string ToString() => nameof(ChatAnswerChoice);
}

[JsonSerializable(typeof(ChatCall))]
[JsonSerializable(typeof(ChatAnswer))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class ChatCallJson : JsonSerializerContext;
