using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Portal.Components.Tests.Fakes;

/// <summary>The real texts; one that is asked for and not there fails the test that asked.</summary>
internal sealed class KnownWords : IStringLocalizerFactory
{
    private readonly ResourceManagerStringLocalizerFactory texts = new(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance);

    public IStringLocalizer Create(Type resourceSource) => new Strict(texts.Create(resourceSource), resourceSource.Name);

    public IStringLocalizer Create(string baseName, string location) => new Strict(texts.Create(baseName, location), baseName);

    private sealed class Strict(IStringLocalizer texts, string source) : IStringLocalizer
    {
        /// <summary>Asked for on purpose although they may not be there: a code for which a general word serves.</summary>
        private static readonly string[] MayBeMissing = ["Refused.", "NotTaken.", "Filing.Code.", "Target.", "Paused.", "Code."];

        public LocalizedString this[string name] => Known(texts[name]);

        public LocalizedString this[string name, params object[] arguments] => Known(texts[name, arguments]);

        public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => texts.GetAllStrings(includeParentCultures);

        private LocalizedString Known(LocalizedString found) =>
            found.ResourceNotFound && !MayBeMissing.Any(prefix => found.Name.StartsWith(prefix, StringComparison.Ordinal))
                ? throw new InvalidOperationException($"{source} has no words for {found.Name}")
                : found;
    }
}

/// <summary>Every line that was logged, as it would be written.</summary>
internal sealed class KeptLog : ILoggerProvider, ILogger
{
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines) return [.. lines];
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (lines) lines.Add($"{logLevel}: {formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
