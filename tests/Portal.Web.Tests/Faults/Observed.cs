using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Portal.Web.Tests.Faults;

/// <summary>Everything that the process could tell an operator, one line each: activities of every source, measurements of every meter, and the log of a host that is given this.</summary>
internal sealed class Observed : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();
    private readonly ActivityListener activities;
    private readonly MeterListener meters = new();

    public Observed()
    {
        activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Note,
        };
        ActivitySource.AddActivityListener(activities);
        meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        meters.SetMeasurementEventCallback<long>(Note);
        meters.SetMeasurementEventCallback<int>(Note);
        meters.SetMeasurementEventCallback<double>(Note);
        meters.Start();
    }

    public IReadOnlyCollection<string> Lines => lines;

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose()
    {
        activities.Dispose();
        meters.Dispose();
    }

    private void Note(Activity activity)
    {
        var events = activity.Events.Select(happened => $"{happened.Name} {Text(happened.Tags)}");
        lines.Enqueue($"activity {activity.OperationName} {activity.DisplayName} {activity.StatusDescription} {Text(activity.TagObjects)} {Text(activity.Baggage)} {string.Join(' ', events)}");
    }

    private void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        lines.Enqueue($"measurement {instrument.Name} {value} {Text(tags.ToArray())}");

    private static string Text<T>(IEnumerable<KeyValuePair<string, T>> tags) => string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}"));

    private sealed class Writer(Observed observed, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            observed.lines.Enqueue($"log {category} scope {state} {Values(state)}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            observed.lines.Enqueue($"log {category} {logLevel} {formatter(state, exception)} {Values(state)} {exception}");

        private static string Values(object? state) => state is IEnumerable<KeyValuePair<string, object?>> values ? Text(values) : "";
    }
}
