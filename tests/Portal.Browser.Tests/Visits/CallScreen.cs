using Microsoft.Playwright;

namespace Portal.Browser.Tests.Visits;

/// <summary>A call as somebody sees it, in the widget or in the portal's pane. What it measures is what the browser has drawn and played, not what a label says.</summary>
public sealed class CallScreen(ILocator root)
{
    /// <summary>Two pictures of a fake camera that are not equal, taken from what is drawn.</summary>
    private const string Moves = """
        async (video) => {
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [64, 48];
          const ink = canvas.getContext("2d", { willReadFrequently: true });
          const look = () => { ink.drawImage(video, 0, 0, 64, 48); return ink.getImageData(0, 0, 64, 48).data.join(); };
          const frames = () => video.getVideoPlaybackQuality().totalVideoFrames;
          const [first, before, until] = [look(), frames(), performance.now() + 10000];
          while (performance.now() < until) {
            await new Promise((next) => setTimeout(next, 100));
            if (video.videoWidth > 0 && frames() > before + 5 && look() !== first) return true;
          }
          return false;
        }
        """;

    /// <summary>Milliseconds until the sound that comes with a picture is louder than silence, or -1: the fake microphone gives a tone every second.</summary>
    private const string Sounds = """
        async (video, patience) => {
          const context = new AudioContext();
          await context.resume();
          const meter = context.createAnalyser();
          context.createMediaStreamSource(new MediaStream(video.srcObject.getAudioTracks())).connect(meter);
          const samples = new Float32Array(meter.fftSize);
          const began = performance.now();
          let loudest = 0;
          while (performance.now() < began + patience && loudest < 0.01) {
            await new Promise((next) => setTimeout(next, 50));
            meter.getFloatTimeDomainData(samples);
            loudest = Math.max(loudest, ...samples.map(Math.abs));
          }
          await context.close();
          return loudest >= 0.01 ? Math.round(performance.now() - began) : -1;
        }
        """;

    public ILocator Root => root;

    public ILocator Button(string name) => root.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public Task<bool> OtherMoves() => Picture("other").EvaluateAsync<bool>(Moves);

    public async Task<bool> OtherSounds() => await HeardWithin(TimeSpan.FromSeconds(10)) is not null;

    /// <summary>After how long the other was heard, or null.</summary>
    public async Task<TimeSpan?> HeardWithin(TimeSpan patience) =>
        await Picture("other").EvaluateAsync<int>(Sounds, patience.TotalMilliseconds) is >= 0 and var after ? TimeSpan.FromMilliseconds(after) : null;

    public Task<bool> SharedScreenMoves() => Picture("otherScreen").EvaluateAsync<bool>(Moves);

    /// <summary>Waits until the other is drawn.</summary>
    public Task Connected() => Assertions.Expect(Picture("other")).Not.ToHaveAttributeAsync("data-off", "true");

    public ILocator Picture(string which) => root.Locator($"video[data-which={which}]");
}
