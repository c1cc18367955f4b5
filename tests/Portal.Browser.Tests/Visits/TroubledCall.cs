using Xunit.Abstractions;

namespace Portal.Browser.Tests.Visits;

/// <summary>A call with a witness on each side, to which things are done.</summary>
internal sealed class TroubledCall : IAsyncDisposable
{
    /// <summary>Sound that lasts so long is back.</summary>
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(3);

    /// <summary>Who falls again sooner goes on from the rung of the ladder that did not last.</summary>
    private static readonly TimeSpan Proven = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private readonly CallStage stage;
    private readonly ITestOutputHelper output;

    private TroubledCall(CallStage stage, HeldCall call, ITestOutputHelper output)
    {
        (this.stage, Call, this.output) = (stage, call, output);
        (Patient, Clinician) = (new Witness(call.AtPatient), new Witness(call.AtClinician));
    }

    public HeldCall Call { get; }

    public Witness Patient { get; }

    public Witness Clinician { get; }

    public static async Task<TroubledCall> Begin(CallStage stage, string name, ITestOutputHelper output)
    {
        var call = new TroubledCall(stage, await HeldCall.Begin(stage.Patients, stage.Clinicians, name), output);
        await call.Patient.Begin();
        await call.Clinician.Begin();
        var now = DateTimeOffset.UtcNow;
        await call.Heard(now, now, Steady);
        return call;
    }

    /// <summary>Makes it, waits until both hear each other and it has lasted its time, prints how it went, and mends the patient's line.</summary>
    public async Task<IReadOnlyList<Course>> Goes(Trouble trouble)
    {
        var began = DateTimeOffset.UtcNow;
        await trouble.Make(stage);
        var courses = await Heard(began, DateTimeOffset.UtcNow, trouble.Lasts);
        output.WriteLine($"{trouble.Name} (patient by {await Patient.Way()}, clinician by {await Clinician.Way()})");
        foreach (var course in courses) output.WriteLine($"  {course}");
        await stage.Lab.Patient.Mend();
        return courses;
    }

    /// <summary>Waits until what was before is of no account.</summary>
    public async Task Rest()
    {
        var now = DateTimeOffset.UtcNow;
        await Heard(now, now, Proven);
    }

    /// <summary>How it goes from the beginning of something on.</summary>
    public async Task<IReadOnlyList<Course>> Courses(DateTimeOffset began, DateTimeOffset back)
    {
        var (patient, clinician, now) = (await Patient.Since(began), await Clinician.Since(began), DateTimeOffset.UtcNow);
        return [new Course("patient", patient, began, back, now), new Course("clinician", clinician, began, back, now)];
    }

    /// <summary>Waits until both hear each other, without a pause for some time and that long after <paramref name="back"/> at least.</summary>
    public async Task<IReadOnlyList<Course>> Heard(DateTimeOffset began, DateTimeOffset back, TimeSpan atLeast)
    {
        while (true)
        {
            var now = DateTimeOffset.UtcNow;
            if (now >= back + atLeast && (await Courses(now - Steady, now - Steady)).All(course => course.IsSteady)) break;
            if (now > back + Patience) throw new TimeoutException($"They do not hear each other. {string.Join("; ", await Courses(began, back))}");
            await Task.Delay(Look);
        }

        return await Courses(began, back);
    }

    public ValueTask DisposeAsync() => Call.DisposeAsync();
}
