namespace Portal.Web.Patients;

/// <summary>The words of finding a patient; the texts stand beside this file, one for each language.</summary>
public sealed class PatientTexts;
