using Portal.Domain.Visits;

namespace Portal.Web.Visits;

/// <summary>What is worth saying of a patient's own device check: what does not work. What works needs no words.</summary>
internal static class DeviceTroubles
{
    /// <summary>The icon, and the name of the text: the device and what is wrong with it.</summary>
    public static IEnumerable<(string Icon, string Name)> Of(DeviceCheck check)
    {
        if (NameOf("Camera", check.Camera) is { } camera) yield return ("video", camera);
        if (NameOf("Microphone", check.Microphone) is { } microphone) yield return ("microphone", microphone);
        if (NameOf("Speaker", check.Speaker) is { } speaker) yield return ("speaker", speaker);
    }

    public static string? Tone(NetworkVerdict network) => network switch
    {
        NetworkVerdict.Good => "ok",
        NetworkVerdict.Fair => "info",
        NetworkVerdict.Poor => "danger",
        NetworkVerdict.Skipped => null,
    };

    private static string? NameOf(string device, DeviceVerdict verdict) => verdict is DeviceVerdict.Ok or DeviceVerdict.Skipped ? null : $"{device}{verdict}";
}
