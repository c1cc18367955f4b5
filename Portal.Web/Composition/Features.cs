using Portal.Web.Audit.Rest;
using Portal.Web.CareTeams;
using Portal.Web.Conversations;
using Portal.Web.Ehr;
using Portal.Web.Identity.People;
using Portal.Web.Integrations;
using Portal.Web.Integrations.Scim;
using Portal.Web.Patients;
using Portal.Web.Shared;
using Portal.Web.Summaries;
using Portal.Web.Visits;
using Portal.Web.Webhooks;

namespace Portal.Web.Composition;

/// <summary>What the edge serves of each feature: one line a folder.</summary>
internal static class Features
{
    public static void AddFeatures(this WebApplicationBuilder builder)
    {
        builder.AddAudit();
        builder.AddPatients();
        builder.AddPeople();
        builder.AddCareTeams();
        builder.AddConversations();
        builder.AddVisits();
        builder.AddSummaries();
        builder.AddIntegrations();
        builder.AddEhr();
        builder.AddWebhooks();
    }

    public static void MapFeatures(this WebApplication app)
    {
        app.MapConversationHub();
        app.MapVideoHub();
        app.MapEhr();
        app.MapScim();
        app.MapApi().MapPeople().MapPatients().MapCareTeams().MapConversations().MapVisits().MapSummaries().MapIntegrations().MapWebhooks().MapAudit();
    }
}
