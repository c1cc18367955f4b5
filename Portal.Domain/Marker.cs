namespace Portal.Domain;

internal static class Marker;
