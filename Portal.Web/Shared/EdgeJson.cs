using System.Text.Json.Serialization;
using Portal.Web.Shared.Health;

namespace Portal.Web.Shared;

[JsonSerializable(typeof(HealthReport))]
internal sealed partial class EdgeJson : JsonSerializerContext;
