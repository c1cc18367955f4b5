using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Portal.Testing.Running;

/// <summary>An answer of the portal's API; the body is undefined where there was none.</summary>
public sealed record RestAnswer(int Status, JsonElement Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The problem's reason, or its type behind <c>urn:portal:problem:</c> where there is none.</summary>
    public string Problem => Body.TryGetProperty("reason", out var reason) ? reason.GetString()! : Body.GetProperty("type").GetString()!["urn:portal:problem:".Length..];
}

/// <summary>A running portal's API as the owner of one credential calls it. The address is asked for anew at every call: a portal that was started again listens elsewhere.</summary>
public sealed class RestClient(Func<Uri> portal, string credential) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>Asks and answers, whatever the status.</summary>
    /// <param name="path">Behind <c>/api/v1</c>.</param>
    public async Task<RestAnswer> Call(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(portal(), "/api/v1" + path));
        if (body is not null) request.Content = JsonContent.Create(body);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        using var response = await http.SendAsync(request);
        var content = await response.Content.ReadAsByteArrayAsync();
        return new RestAnswer((int)response.StatusCode, content.Length == 0 ? default : JsonElement.Parse(content));
    }

    /// <summary>Null where no answer came: whether it was done is unknown.</summary>
    public async Task<RestAnswer?> TryCall(HttpMethod method, string path, object? body = null)
    {
        try
        {
            return await Call(method, path, body);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or TaskCanceledException)
        {
            return null;
        }
    }

    public async Task<JsonElement> Get(string path)
    {
        var answer = await Call(HttpMethod.Get, path);
        return answer.IsSuccess ? answer.Body : throw new InvalidOperationException($"GET {path} answered {answer.Status} {answer.Body}");
    }

    /// <summary>The whole log of a conversation, read in pages from the first event on.</summary>
    public async Task<IReadOnlyList<JsonElement>> Events(string conversation)
    {
        var all = new List<JsonElement>();
        while (true)
        {
            var after = all.Count == 0 ? 0 : all[^1].GetProperty("sequence").GetInt64();
            var items = (await Get($"/conversations/{conversation}/events?after={after}&limit=200")).GetProperty("items");
            if (items.GetArrayLength() == 0) return all;
            all.AddRange(items.EnumerateArray());
        }
    }

    public void Dispose() => http.Dispose();
}
