using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Portal.Infrastructure.Ehr.Profiles;

namespace Portal.Infrastructure.Ehr;

/// <summary>Says what is wrong with the section, never what a secret is.</summary>
internal sealed partial class EhrOptionsValidator : IValidateOptions<EhrOptions>
{
    private static readonly string[] Ways = ["none", "basic", "smart"];

    public ValidateOptionsResult Validate(string? name, EhrOptions options)
    {
        if (!options.IsSet) return ValidateOptionsResult.Success;
        var objections = Objections(options).ToList();
        return objections.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(objections);
    }

    private static IEnumerable<string> Objections(EhrOptions options)
    {
        if (!Uri.TryCreate(options.Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            yield return "Ehr:Address must be the EHR's FHIR base, such as https://ehr.example.org/fhir.";
        else if (address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0)
            yield return "Ehr:Address must have no query, fragment or user name.";
        else if (address.Scheme == "http" && !options.AllowPrivateAddresses)
            yield return "Ehr:Address must begin with https://; http is for a laboratory with Ehr:AllowPrivateAddresses.";
        if (options.Profile != NamedProfiles.Auto && NamedProfiles.Named(options.Profile) is null)
            yield return $"Ehr:Profile must be auto, {string.Join(", ", NamedProfiles.All.Select(profile => profile.Name))}.";
        if (!Ways.Contains(options.Authentication, StringComparer.Ordinal)) yield return "Ehr:Authentication must be none, basic or smart.";
        if (options.Authentication == "smart" && options.ClientId.Length == 0) yield return "Ehr:ClientId is missing: the id that the EHR gave the portal.";
        if (options.Authentication == "basic" && (options.UserName.Length == 0 || options.Password.Length == 0)) yield return "Ehr:UserName and Ehr:Password are needed for basic.";
        if (!IsSystem(options.PatientSystem)) yield return "Ehr:PatientSystem must be the URI of an identifier system: without it no patient is found in the EHR.";
        if (!IsSystem(options.PractitionerSystem)) yield return "Ehr:PractitionerSystem must be the URI of an identifier system: without it nobody has signed.";
        if (options.CareTeamSystem.Length > 0 && !IsSystem(options.CareTeamSystem)) yield return "Ehr:CareTeamSystem must be the URI of an identifier system.";
        if (options.EncounterSystem.Length > 0 && !IsSystem(options.EncounterSystem)) yield return "Ehr:EncounterSystem must be the URI of an identifier system.";
        if (options.OrganizationId.Length > 0 && !FhirId().IsMatch(options.OrganizationId)) yield return "Ehr:OrganizationId must be a FHIR id: 1 to 64 letters, digits, hyphens and dots.";
        if (options.SideBySide is < 1 or > 32) yield return "Ehr:SideBySide must be between 1 and 32.";
        if (options.RequestTimeout < TimeSpan.FromMilliseconds(100) || options.RequestTimeout > TimeSpan.FromMinutes(5)) yield return "Ehr:RequestTimeout must be between 0.1 s and 5 minutes.";
        if (options.IndexLag < TimeSpan.Zero || options.IndexLag > TimeSpan.FromMinutes(2)) yield return "Ehr:IndexLag must be between 0 and 2 minutes.";
        if (options.KnownFor < TimeSpan.Zero || options.KnownFor > TimeSpan.FromHours(1)) yield return "Ehr:KnownFor must be between 0 and 1 hour.";
        if (OverrideObjection(options.OverrideFile) is { } objection) yield return objection;
    }

    private static string? OverrideObjection(string file)
    {
        if (file.Length == 0) return null;
        try
        {
            ProfileOverrides.Read(File.ReadAllText(file));
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "Ehr:OverrideFile cannot be read.";
        }
        catch (JsonException error)
        {
            return $"Ehr:OverrideFile says something at {error.Path ?? "its beginning"} that is not known.";
        }
    }

    private static bool IsSystem(string system) => Uri.TryCreate(system, UriKind.Absolute, out _);

    [GeneratedRegex(@"\A[A-Za-z0-9\-\.]{1,64}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    internal static partial Regex FhirId();
}
